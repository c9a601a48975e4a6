// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeScannerTest {
  private static final String PATH_SECRET = "path-secret-0123456789";

  private final EnvelopeScanner scanner = new EnvelopeScanner(List.of(PATH_SECRET));

  @Test
  void findsInstanceAndEventAndMasksTheApikey() {
    // Given
    byte[] body =
        utf8(
            "{\"event\":\"messages.upsert\",\"instance\":\"acme\",\"data\":{},\"apikey\":\"tok-acme-0001\"}");
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope)
        .isEqualTo(
            new EnvelopeScanResult(
                "acme", "messages.upsert", Sha256Fingerprint.of("tok-acme-0001"), null));
    assertThat(text(body))
        .isEqualTo(
            "{\"event\":\"messages.upsert\",\"instance\":\"acme\",\"data\":{},\"apikey\":\"*************\"}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // as it came | as it goes on
        "{`api_key`:1}|{`api_key`:0}",
        "{\"instance\":\"a\",\"apikey\":12345,\"x\":1}|{\"instance\":\"a\",\"apikey\":0    ,\"x\":1}",
        "{\"apikey\":-1.5e3}|{\"apikey\":0     }",
        "{\"apikey\":null,\"api_key\":true}|{\"apikey\":null,\"api_key\":true}",
        "{\"apikey\":{\"v\":\"abc\",\"n\":[1,\"de\"]},\"x\":\"y\"}|{\"apikey\":{\"v\":\"***\",\"n\":[0,\"**\"]},\"x\":\"y\"}",
        "{\"\\u0061pikey\":\"abc\"}|{\"\\u0061pikey\":\"***\"}",
        "{\"apikey\":\"a\\\"b\\u00e9\"}|{\"apikey\":\"**********\"}",
        "{\"apikey\":\"é\"}|{\"apikey\":\"**\"}",
        "{\"apikey\" : \"one\", \"apikey\":\"two\"}|{\"apikey\" : \"***\", \"apikey\":\"***\"}",
        "{\"data\":{\"deep\":[{\"apiKey\":\"abc\"}]}}|{\"data\":{\"deep\":[{\"apiKey\":\"***\"}]}}",
        "[{\"apikey\":\"abc\"}]|[{\"apikey\":\"***\"}]",
        // a word that is a secret in events about instances only, wherever the event's name stands
        "{\"event\":\"messages.upsert\",\"data\":{\"token\":\"abc\",\"hash\":\"de\"}}|{\"event\":\"messages.upsert\",\"data\":{\"token\":\"***\",\"hash\":\"de\"}}",
        "{\"data\":{\"token\":\"abc\",\"hash\":\"de\"},\"event\":\"instance.create\"}|{\"data\":{\"token\":\"***\",\"hash\":\"**\"},\"event\":\"instance.create\"}",
        "{\"event\":\"status.instance\",\"data\":{\"access_token\":\"abc\",\"password\":\"de\"}}|{\"event\":\"status.instance\",\"data\":{\"access_token\":\"***\",\"password\":\"**\"}}",
        "{\"event\":\"error\",\"data\":{\"x\":{\"Authorization\":\"Bearer abc\"}},\"api_key\":\"glob\"}|{\"event\":\"error\",\"data\":{\"x\":{\"Authorization\":\"**********\"}},\"api_key\":\"****\"}",
        // keys of the app state, in each of their encodings
        "{\"data\":{\"appStateSyncKeyShare\":{\"keys\":[{\"keyId\":{\"keyId\":\"id\"},\"keyData\":{\"keyData\":\"U0VD\"}}]}}}|{\"data\":{\"appStateSyncKeyShare\":{\"keys\":[{\"keyId\":{\"keyId\":\"id\"},\"keyData\":{\"keyData\":\"****\"}}]}}}",
        "{\"appStateSyncKeyShare\":{\"keyData\":{\"0\":234,\"1\":7}}}|{\"appStateSyncKeyShare\":{\"keyData\":{\"0\":0  ,\"1\":0}}}",
        "{\"appStateSyncKeyShare\":[{\"keyData\":[12,3]}],\"keyData\":\"mine\"}|{\"appStateSyncKeyShare\":[{\"keyData\":[0 ,0]}],\"keyData\":\"****\"}",
        // URLs
        "{\"destination\":\"http://u:p@h/hook?token=abc/messages-upsert&x&y=\"}|{\"destination\":\"http://***@h/hook?token=*******************&*&y=\"}",
        "{\"destination\":\"http://h/webhooks/evolution/path-secret-0123456789/call\"}|{\"destination\":\"http://h/webhooks/evolution/**********************/call\"}",
        "{\"destination\":\"http:\\/\\/h?a=b\"}|{\"destination\":\"**************\"}",
        "{\"destination\":\"http://h/a@b\",\"server_url\":\"http://u@h\"}|{\"destination\":\"http://h/a@b\",\"server_url\":\"http://*@h\"}",
        "{\"destination\":null,\"data\":{\"webhookUrl\":\"http://h?k=v\"}}|{\"destination\":null,\"data\":{\"webhookUrl\":\"http://h?k=*\"}}",
      })
  void masksInPlace(String given, String expected) throws IOException {
    // Given
    byte[] body = utf8(given.replace('`', '"'));
    // When
    scanner.scan(body);
    // Then
    assertThat(text(body)).isEqualTo(expected.replace('`', '"'));
    assertThat(Json.mapper().readTree(body)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"instance\":\"a b/c\"}|a b/c|",
        "{\"instance\":\"\\u0061\\ud83d\\ude00\"}|a\uD83D\uDE00|",
        "{\"\\u0069nstance\":\"acme\"}|acme|",
        "{\"data\":{\"instance\":\"other\"},\"instance\":\"acme\"}|acme|",
        "{\"data\":{\"instance\":\"other\"}}||MISSING_INSTANCE",
        "{}||MISSING_INSTANCE",
        "{\"instance\":7}||INSTANCE_NOT_TEXT",
        "{\"instance\":null}||INSTANCE_NOT_TEXT",
        "{\"instance\":{\"instance\":\"acme\"}}||INSTANCE_NOT_TEXT",
        "{\"instance\":\"\"}||INSTANCE_EMPTY",
        "{\"instance\":\"a\\ud800\"}||INSTANCE_NOT_WELL_FORMED",
        "{\"instance\":\"a\",\"instance\":\"a\"}||AMBIGUOUS",
        "{\"instance\":\"a\",\"event\":\"x\",\"event\":\"x\"}||AMBIGUOUS",
        "{\"instance\":\"a\",\"data\":1,\"data\":1}||AMBIGUOUS",
        "{\"instance\":\"a\",\"apikey\":\"x\",\"apikey\":\"y\"}||AMBIGUOUS",
        "[]||NOT_AN_OBJECT",
        "[{\"instance\":\"a\"}]||NOT_AN_OBJECT",
        "7||NOT_AN_OBJECT",
        "\"instance\"||NOT_AN_OBJECT",
        "null||NOT_AN_OBJECT",
        "{\"instance\":\"a\"||NOT_JSON",
        "{\"instance\":\"a\"} x||NOT_JSON",
        "{\"instance\":\"a\"}{}||NOT_JSON",
        "instance=a||NOT_JSON",
      })
  void findsTheInstanceOrSaysWhyNot(String body, String instance, UnaddressedReason reason) {
    // Given
    byte[] bytes = utf8(body);
    // When
    EnvelopeScanResult envelope = scanner.scan(bytes);
    // Then
    assertThat(envelope.instance()).isEqualTo(instance);
    assertThat(envelope.unaddressed()).isEqualTo(reason);
  }

  @Test
  void whiteSpaceAroundTheDocumentDoesNotMatter() {
    // Given
    byte[] body = utf8(" \r\n{\"instance\":\"acme\"}\t\n");
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.instance()).isEqualTo("acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n"})
  void anEmptyBodyIsUnaddressed(String empty) {
    // Given
    byte[] body = utf8(empty);
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.EMPTY_BODY);
  }

  @Test
  void anInstanceNameOf500CharactersIsUsable() {
    // Given
    String name = "n".repeat(500);
    // When
    EnvelopeScanResult envelope = scanner.scan(utf8("{\"instance\":\"" + name + "\"}"));
    // Then
    assertThat(envelope.instance()).isEqualTo(name);
  }

  @Test
  void anInstanceNameBeyondTheKeyLimitIsNot() {
    // Given
    String name = "é".repeat(InstanceKey.MAX_NAME_BYTES / 2 + 1);
    // When
    EnvelopeScanResult envelope = scanner.scan(utf8("{\"instance\":\"" + name + "\"}"));
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.INSTANCE_TOO_LONG);
  }

  @Test
  void aByteOrderMarkDoesNotShiftTheMask() {
    // Given
    byte[] body = utf8("\uFEFF{\"apikey\":\"abc\",\"instance\":\"acme\"}");
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(text(body)).isEqualTo("\uFEFF{\"apikey\":\"***\",\"instance\":\"acme\"}");
    assertThat(envelope.instance()).isEqualTo("acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsAreUnaddressedAndMaskedAllTheSame(String charset) {
    // Given
    byte[] body =
        "{\"instance\":\"acme\",\"apikey\":\"tok-acme-0001\"}".getBytes(Charset.forName(charset));
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.NOT_UTF8);
    assertThat(new String(body, Charset.forName(charset)))
        .doesNotContain("tok-acme")
        .contains("acme");
  }

  @Test
  void oneHundredThousandBracketsAreMerelyNotJson() {
    // Given
    byte[] body =
        utf8("{\"instance\":\"acme\",\"apikey\":\"tok-acme-0001\",\"data\":" + "[".repeat(100_000));
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.NOT_JSON);
    assertThat(text(body)).doesNotContain("tok-acme");
  }

  @Test
  void closedBracketsBeyondTheDepthThatTheTopologyReadsAreNotJsonHereEither() {
    // Given
    byte[] body =
        utf8(
            "{\"instance\":\"a\",\"data\":"
                + "[".repeat(Json.MAX_DEPTH)
                + "]".repeat(Json.MAX_DEPTH)
                + "}");
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"instance\":\"a\",\"apikey\":\"tok-acme-0001",
        "{\"instance\":\"a\",\"apikey\":\"tok-acme-0001\"",
        "{\"instance\":\"a\",\"apikey\":\"tok-acme-0001\"}}",
        "{\"event:\"x\",\"apikey\":\"tok-acme-0001\"}",
        "{\"a\":\"b\" \"api_key\" : \"tok-acme-0001\", \"c\":1}",
        "{\"apikey\":tok-acme-0001,\"c\":1}",
        "{\"apikey\":tok-acme-0001\",\"c\":1}",
        "{\"apikeyX:\"tok-acme-0001\",\"c\":1}",
        "{\"apikey\"X\"tok-acme-0001\",\"c\":1}",
        "{\"apikey\"\"tok-acme-0001\",\"c\":1}",
        "apikey=tok-acme-0001&instance=a",
        "\"{\\\"apikey\\\":\\\"tok-acme-0001\\\"}\" broken",
        "{\"api\\u006bey\":\"tok-acme-0001\",}",
        "{\"token\":{\"v\":[\"tok-acme-0001\"]},}",
        "{\"destination\":\"http://h?k=tok-acme-0001\",}",
        "{\"apikey\":\"x\\\\\",\"apikey\":\"tok-acme-0001\",}",
      })
  void aBrokenBodyLeaksNothing(String given) {
    // Given
    byte[] body = utf8(given);
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed())
        .isIn(UnaddressedReason.NOT_JSON, UnaddressedReason.NOT_AN_OBJECT);
    assertThat(text(body)).doesNotContain("tok-acme-0001").hasSameSizeAs(given);
  }

  @Test
  void aBrokenBodyKeepsWhatIsNoSecret() {
    // Given
    byte[] body = utf8("{\"instance\":\"a\",\"apikey\":\"abc\",\"data\":{\"text\":\"hello\"");
    // When
    scanner.scan(body);
    // Then
    assertThat(text(body))
        .isEqualTo("{\"instance\":\"a\",\"apikey\":\"***\",\"data\":{\"text\":\"hello\"");
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    // Given
    byte[] body = "\u0000\u0001\u00ff\u00fe binary".getBytes(ISO_8859_1);
    // When
    EnvelopeScanResult envelope = scanner.scan(body);
    // Then
    assertThat(envelope.unaddressed()).isEqualTo(UnaddressedReason.NOT_UTF8);
    assertThat(body).isEqualTo("\u0000\u0001\u00ff\u00fe binary".getBytes(ISO_8859_1));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
