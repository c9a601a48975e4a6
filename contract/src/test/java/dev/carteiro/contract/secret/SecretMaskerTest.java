// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskerTest {
  private final SecretMasker mask = new SecretMasker(List.of("own-path-secret-1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "instanceToken",
        "INSTANCE_TOKEN",
        "instancetoken",
        "access_token",
        "tokens",
        "accessTokenWaBusiness",
        "wavoipToken",
        "api_key_global",
        "x-api-key",
        "X-API-KEY",
        "apiKey",
        "apikey2",
        "jwtSecret",
        "jwt_key",
        "Authorization",
        "proxy-authorization",
        "proxyPassword",
        "userPwd",
        "credentials",
        "privateKey",
        "private_key_pem",
        "advSecretKey",
        "noiseKey",
        "signedPreKey",
        "signedIdentityKey",
        "keyData",
        "messageSecret",
        "webhookHeaders.authorization",
        "Set-Cookie",
        "secretaryToken",
        "tokenCountSecret",
        "mediaKeyToken",
        "auth",
        "senha",
        "creds",
        "smtp_pass",
        "DB_PASS",
        "proxyPass",
        "x-auth",
        "httpAuth",
        "oauth",
        "accessTkn",
        "Authentication",
        "encKey",
        "consumer_key",
        "rsaKey",
        "segredo",
      })
  void whateverSpeaksOfASecretIsMasked(String name) {
    assertThat(masked("{\"a\":[{\"" + name + "\":\"abc\",\"n\":1}]}"))
        .isEqualTo("{\"a\":[{\"" + name + "\":\"***\",\"n\":1}]}");
    assertThat(masked("{\"" + name + "\":{\"a\":[12,\"abc\",true,null]}}"))
        .isEqualTo("{\"" + name + "\":{\"a\":[0 ,\"***\",true,null]}}");
    assertThat(masked("{\"" + name + "\":\"abc\",")).isEqualTo("{\"" + name + "\":\"***\",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key",
        "keyId",
        "keys",
        "messageKey",
        "targetMessageKey",
        "parentMessageKey",
        "pollCreationMessageKey",
        "mediaKey",
        "mediaKeyTimestamp",
        "senderKeyHash",
        "recipientKeyHash",
        "senderKeyTimestamp",
        "senderKeyIndexes",
        "secretEncryptedMessage",
        "secretEncType",
        "senderKeyDistributionMessage",
        "tokenCount",
        "totalTokens",
        "prompt_tokens",
        "tokenType",
        "tokenExpiresIn",
        "tcTokenTimestamp",
        "apiKeyId",
        "apikeyFingerprint",
        "secretary",
        "secretaria",
        "tokenizer",
        "passwordless",
        "author",
        "passport",
        "keyboard",
        "fileSha256",
        "fileEncSha256",
        "encPayload",
        "participantHash",
        "hash",
        "publicKey",
        "idempotencyKey",
        "resenha",
        "reportingTokenVersion",
        "authenticationMethod",
        "tokenStatus",
        "boardingPass",
        "bypass",
        "compass",
        "passport",
        "authorName",
        "mediaKeyDomain",
        "pixKey",
      })
  void whatOnlyLooksLikeOneStays(String name) {
    String body = "{\"event\":\"messages.upsert\",\"a\":{\"" + name + "\":\"abc\"}}";
    assertThat(masked(body)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // an order's token is the customer's
        "{\"message\":{\"orderMessage\":{\"orderId\":\"1\",\"token\":\"AR5=\"}}}",
        "{\"quotedMessage\":{\"orderMessage\":{\"x\":{},\"token\":\"AR5=\"}}}",
        // what a person wrote is never looked into
        "{\"message\":{\"conversation\":\"{\\\"token\\\":\\\"abc\\\"}\"}}",
        "{\"imageMessage\":{\"caption\":\"http://h/?token=abc\"},\"text\":\"senha=abc\"}",
        // a signed address is of no use without its signature
        "{\"mediaUrl\":\"https://s3/b/f?X-Amz-Security-Token=abc&X-Amz-Signature=de\"}",
        "{\"url\":\"https://mmg.whatsapp.net/v/t62?ccb=11-4&oh=01_Q5&oe=66&_nc_sid=5e03e0\"}",
        "{\"jpegThumbnail\":\"/9j/4AAQSkZJRgABAQAAtoken==\",\"n\":\"[token] {name}: a=b\"}",
        "{\"buttonsMessage\":{\"contentText\":\"http://h/?token=abc\",\"footerText\":\"senha=abc\"}}",
        "{\"hydratedTemplate\":{\"hydratedContentText\":\"seu token=abc\",\"hydratedTitleText\":\"senha=abc\"}}",
        "{\"listResponseMessage\":{\"title\":\"senha=abc\",\"description\":\"token=abc\"}}",
        "{\"selectedDisplayText\":\"token=abc\",\"pushName\":\"senha=abc\",\"speechToText\":\"token=abc\"}",
        "{\"pollCreation\":{\"name\":\"Token\",\"options\":[\"Senha\",\"Outro\"]}}",
      })
  void whatIsNeededStays(String body) {
    assertThat(masked(body)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"axolotlSenderKeyDistributionMessage\":\"abc\"}|{\"axolotlSenderKeyDistributionMessage\":\"***\"}",
        // beside an order, and the key of a whole history
        "{\"orderMessage\":{\"a\":{\"token\":\"abc\"}}}|{\"orderMessage\":{\"a\":{\"token\":\"***\"}}}",
        "{\"historySyncNotification\":{\"mediaKey\":\"abc\"}}|{\"historySyncNotification\":{\"mediaKey\":\"***\"}}",
        // JSON inside texts, also escaped and twice
        "{\"o\":\"{\\\"token\\\":\\\"abc\\\",\\\"n\\\":{\\\"api_key\\\":12}}\"}|{\"o\":\"{\\\"token\\\":\\\"***\\\",\\\"n\\\":{\\\"api_key\\\":0 }}\"}",
        "{\"o\":\"\\u007b\\u0022token\\u0022:\\u0022abc\\u0022}\"}|{\"o\":\"\\u007b\\u0022token\\u0022:\\u0022***\\u0022}\"}",
        "{\"o\":\"{\\\"i\\\":\\\"{\\\\\\\"token\\\\\\\":\\\\\\\"abc\\\\\\\"}\\\"}\"}|{\"o\":\"{\\\"i\\\":\\\"{\\\\\\\"token\\\\\\\":\\\\\\\"***\\\\\\\"}\\\"}\"}",
        "{\"o\":\"{\\\"token\\\":\\\"ab\\u0063\"}|{\"o\":\"{\\\"token\\\":\\\"********\"}",
        "\"{\\\"token\\\":\\\"abc\\\"}\"|\"{\\\"token\\\":\\\"***\\\"}\"",
        // parameters, with Go's escape of & and with percent escapes
        "{\"u\":\"http://h/?a=1\\u0026instanceToken=abc\\u0026b=2\"}|{\"u\":\"http://h/?a=1\\u0026instanceToken=***\\u0026b=2\"}",
        "{\"u\":\"http://h/?api%5Fkey=abc&x=y\",\"v\":\"apikey=abc\"}|{\"u\":\"http://h/?api%5Fkey=***&x=y\",\"v\":\"apikey=***\"}",
        "{\"u\":\"redis://u:abc@h/0\"}|{\"u\":\"redis://*****@h/0\"}",
        "{\"u\":\"http://h/own-path-secret-1/x\"}|{\"u\":\"http://h/*****************/x\"}",
        "{\"u\":\"https://h/?next=%2Fx%3Ftoken%3Dabc%26a%3D1&b=2\"}|{\"u\":\"https://h/?next=%2Fx%3Ftoken%3D***%26a%3D1&b=2\"}",
        "{\"q\":\"apikey%3Dabc\",\"r\":\"monkey%3Dabc\"}|{\"q\":\"apikey%3D***\",\"r\":\"monkey%3Dabc\"}",
        "{\"f\":\"p=%7B%22apikey%22%3A%22abc%22%2C%22a%22%3A%22b%22%7D\"}|{\"f\":\"p=%7B%22apikey%22%3A%22***%22%2C%22a%22%3A%22b%22%7D\"}",
        // headers that came back
        "{\"rawHeaders\":[\"Host\",\"h\",\"apikey\",\"abc\",\"X\",\"y\"]}|{\"rawHeaders\":[\"Host\",\"h\",\"apikey\",\"***\",\"X\",\"y\"]}",
        "{\"h\":[{\"name\":\"Authorization\",\"value\":\"abc\"},{\"value\":\"y\",\"name\":\"Host\"}]}|{\"h\":[{\"name\":\"Authorization\",\"value\":\"***\"},{\"value\":\"y\",\"name\":\"Host\"}]}",
        "{\"h\":[{\"value\":\"abc\",\"key\":\"x-api-key\"},{\"value\":12,\"key\":\"token\"}]}|{\"h\":[{\"value\":\"***\",\"key\":\"x-api-key\"},{\"value\":0 ,\"key\":\"token\"}]}",
        "{\"headers\":[[\"Authorization\",\"Bearer abc\"],[\"Host\",\"h\"]]}|{\"headers\":[[\"Authorization\",\"**********\"],[\"Host\",\"h\"]]}",
        "{\"headers\":[\"apikey: abc\",\"Host: h\"]}|{\"headers\":[\"apikey: ***\",\"Host: h\"]}",
        "{\"headers\":\"Host: h\\napikey: abc\"}|{\"headers\":\"Host: h\\napikey: ***\"}",
        "{\"curl\":\"curl -H 'apikey: abc'\"}|{\"curl\":\"curl -H 'apikey: ****\"}",
        "{\"error\":\"401 for Authorization: Bearer abc\"}|{\"error\":\"401 for Authorization: **********\"}",
        // names in other letters
        "{\"contraseña\":\"abc\",\"ｔｏｋｅｎ\":\"abc\",\"api\u200bKey\":\"abc\"}|{\"contraseña\":\"***\",\"ｔｏｋｅｎ\":\"***\",\"api\u200bKey\":\"***\"}",
        // the same in a body whose colon is damaged
        "{\"l\":[{\"name\":\"x-api-key\",\"value\"\":\"abc\"}]}|{\"l\":[{\"name\":\"x-api-key\",\"*****\"\":\"***\"}]}",
        "{\"l\":[{\"name\":\"x-api-key\",\"value\",:\"abc\"}]}|{\"l\":[{\"name\":\"x-api-key\",\"*****\",:\"***\"}]}",
        "{\"l\":[{\"name\":\"x-api-key\",\"value\",\":\"abc\"}]}|{\"l\":[{\"name\":\"x-api-key\",\"*****\",\":\"***\"}]}",
        "{\"instanceToken\" 12345,\"a\":1}|{\"instanceToken\" *****,\"a\":1}",
        // events of instances under each of their spellings
        "{\"event\":\"INSTANCE_CREATE\",\"data\":{\"hash\":\"abc\"}}|{\"event\":\"INSTANCE_CREATE\",\"data\":{\"hash\":\"***\"}}",
        "{\"event\":\"instance-create\",\"data\":{\"hash\":{\"apikey\":\"abc\"}}}|{\"event\":\"instance-create\",\"data\":{\"hash\":{\"apikey\":\"***\"}}}",
        "{\"event\":\"STATUS_INSTANCE\",\"data\":{\"m\":\"apikey: abc\"}}|{\"event\":\"STATUS_INSTANCE\",\"data\":{\"m\":\"apikey: ***\"}}",
        // any text of an event that no person wrote
        "{\"event\":\"error\",\"data\":{\"message\":\"401 for apikey: abc\",\"text\":\"Bearer abc\"}}|{\"event\":\"error\",\"data\":{\"message\":\"401 for apikey: ***\",\"text\":\"Bearer ***\"}}",
      })
  void secretsAreFoundWhereverTheyStand(String given, String expected) {
    assertThat(masked(given)).isEqualTo(expected);
    assertThat(masked(expected)).isEqualTo(expected);
  }

  @Test
  void aTextInATextInATextIsFollowedAsDeepAsAnybodyReads() {
    // Given
    String text = "{\"token\":\"abcdef\"}";
    for (int level = 0; level < 40; level++) {
      text = "{\"o\":\"" + text.replace("\\", "\\u005c").replace("\"", "\\u0022") + "\"}";
      // When
      String masked = masked(text);
      // Then
      assertThat(masked).doesNotContain("abcdef").hasSameSizeAs(text);
      if (text.length() > 20_000) {
        return;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "\\",
        "\"token\":\"a\",\"",
        "token=1,\"x",
        "{\"token\":[",
        "token=",
        "%74",
        "%3D",
        "token%3D"
      })
  void theTimeGrowsWithTheLength(String piece) {
    // Given
    byte[] body = piece.repeat(400_000 / piece.length()).getBytes(UTF_8);
    // When
    mask.apply(body);
    // Then it has come to an end: with every byte looked at for every other it would take hours.
    assertThat(body).hasSizeGreaterThan(399_000);
  }

  private String masked(String body) {
    byte[] bytes = body.getBytes(UTF_8);
    mask.apply(bytes);
    return new String(bytes, UTF_8);
  }
}
