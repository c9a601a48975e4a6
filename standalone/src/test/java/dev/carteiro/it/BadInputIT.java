// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.StorableTextCodec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is posted ends as a row, an event or a dead letter with its bytes; nothing stops, and
 * nothing lands under another tenant.
 */
class BadInputIT {
  private static final String MESSAGE =
      """
      {"event":"messages.upsert","instance":"loja","data":{"key":{"remoteJid":"5521900000001@s.whatsapp.net",\
      "fromMe":false,"id":"%s"},"pushName":"Ana","message":{%s},"messageType":"conversation",\
      "messageTimestamp":%s}}""";

  @TempDir static Path directory;
  private static WholeSystemFixture backbone;

  @BeforeAll
  static void start() {
    backbone = WholeSystemFixture.start(directory, Map.of()).withRolesInside();
    backbone.bind("loja", "tenant-a");
    backbone.bind("outra", "tenant-b");
    backbone.bind("com espaço / barra", "tenant-c");
  }

  @AfterAll
  static void stop() {
    backbone.close();
  }

  @Test
  void whatIsNotAnAddressedObjectBecomesADeadLetterWithItsBytes() {
    // Given
    Map<String, List<String>> bodies =
        Map.of(
            "NOT_JSON",
            List.of(
                "",
                "olá",
                "{\"event\":\"messages.upsert\",\"instance\":\"loja\",\"data\":{\"key\":{\"id\":\"trunc",
                "{\"event\":\"x\",\"instance\":\"loja\",\"data\":" + "[".repeat(100_000),
                "{\"event\":\"x\",\"instance\":\"loja\",\"data\":"
                    + "[".repeat(100_000)
                    + "]".repeat(100_000)
                    + "}"),
            "NOT_AN_OBJECT",
            List.of("[]", "42", "null", "\"text\""),
            "MISSING_INSTANCE",
            List.of(
                "{}",
                "{\"event\":\"x\"}",
                "{\"event\":\"x\",\"instance\":7}",
                "{\"event\":\"x\",\"instance\":\"\"}",
                "{\"event\":\"x\",\"instance\":null}",
                "{\"event\":\"x\",\"instance\":[\"loja\"]}"),
            "AMBIGUOUS_ENVELOPE",
            List.of(
                "{\"event\":\"x\",\"instance\":\"loja\",\"instance\":\"outra\",\"data\":{}}",
                "{\"event\":\"x\",\"instance\":\"loja\",\"data\":{},\"data\":{\"instanceId\":\"y\"}}"));

    // When
    bodies.values().stream()
        .flatMap(List::stream)
        .forEach(body -> assertThat(backbone.post(body.getBytes(UTF_8))).isEqualTo(200));

    // Then
    backbone.awaitDrained();
    bodies.forEach(
        (reason, list) -> {
          List<String> found =
              backbone
                  .rows(
                      "SELECT encode(sha256(bytes), 'hex') AS sha FROM dead_letters WHERE reason = ?",
                      reason)
                  .stream()
                  .map(row -> row.get("sha"))
                  .toList();
          List<String> expected = list.stream().map(body -> sha256(body.getBytes(UTF_8))).toList();
          assertThat(found).as(reason).containsAll(expected);
        });
    assertThat(backbone.rows("SELECT * FROM dead_letters WHERE tenant_id <> 'unresolved'"))
        .isEmpty();
  }

  @Test
  void textThatPostgresRefusesIsStoredReversibly() {
    // Given
    String text = "a\u0000b \uD83D lone \uDE00 pair \uD83D\uDE00 ␛ end";
    String escaped = "a\\u0000b \\ud83d lone \\ude00 pair \\ud83d\\ude00 ␛ end";

    // When
    backbone.post(
        MESSAGE
            .formatted("NUL-1", "\"conversation\":\"" + escaped + "\"", "1772366400")
            .getBytes(UTF_8));

    // Then
    backbone.awaitDrained();
    Map<String, String> row = message("NUL-1");
    assertThat(StorableTextCodec.decode(row.get("text"))).isEqualTo(text);
    assertThat(row.get("raw")).contains("a␛0000b ␛D83D lone");
    assertThat(row.get("tenant_id")).isEqualTo("tenant-a");
  }

  @Test
  void dataOfAnyShapeBecomesAnEvent() {
    // Given
    List<String> shapes =
        List.of(
            "null", "[]", "\"text\"", "7", "{}", "[1,\"x\",null]", "{\"key\":{\"id\":5}}", "true");

    // When
    for (String shape : shapes) {
      backbone.post(
          ("{\"event\":\"messages.upsert\",\"instance\":\"outra\",\"date_time\":\""
                  + shape.hashCode()
                  + "\",\"data\":"
                  + shape
                  + "}")
              .getBytes(UTF_8));
      backbone.post(
          ("{\"event\":\"nunca.vista\",\"instance\":\"outra\",\"data\":" + shape + "}")
              .getBytes(UTF_8));
    }

    // Then
    backbone.awaitDrained();
    assertThat(
            backbone.rows(
                "SELECT * FROM events WHERE tenant_id = 'tenant-b' AND event = 'nunca.vista'"))
        .hasSize(shapes.size());
    assertThat(
            backbone.rows(
                "SELECT * FROM events WHERE tenant_id = 'tenant-b' AND event = 'messages.upsert'"))
        // The array is one event for each of its three elements.
        .hasSize(shapes.size() + 2);
    assertThat(backbone.rows("SELECT * FROM messages WHERE tenant_id = 'tenant-b'")).isEmpty();
  }

  @Test
  void timestampsInEveryEncodingOrNone() {
    // Given
    Map<String, String> expected = new java.util.LinkedHashMap<>();
    expected.put("1772366400", "2026-03-01 12:00:00+00");
    expected.put("\"1772366400\"", "2026-03-01 12:00:00+00");
    expected.put("{\"low\":1772366400,\"high\":0,\"unsigned\":true}", "2026-03-01 12:00:00+00");
    expected.put("1772366400123", "2026-03-01 12:00:00+00");
    expected.put("-5", null);
    expected.put("253402300799", null);
    expected.put("\"ontem\"", null);
    expected.put("1e999999", null);
    expected.put("null", null);
    List<String> encodings = List.copyOf(expected.keySet());

    // When
    for (int n = 0; n < encodings.size(); n++) {
      backbone.post(
          MESSAGE.formatted("TS-" + n, "\"conversation\":\"x\"", encodings.get(n)).getBytes(UTF_8));
    }

    // Then
    backbone.awaitDrained();
    for (int n = 0; n < encodings.size(); n++) {
      List<Map<String, String>> rows =
          backbone.rows(
              "SELECT (created_at AT TIME ZONE 'UTC')::text || '+00' AS at FROM messages WHERE message_id = ?",
              "TS-" + n);
      assertThat(rows).as(encodings.get(n)).hasSize(1);
      assertThat(rows.get(0).get("at"))
          .as(encodings.get(n))
          .isEqualTo(expected.get(encodings.get(n)));
    }
  }

  @Test
  void namesWithSpacesSlashesAndFiveHundredCharacters() {
    // Given
    String long500 = "n".repeat(500);
    backbone.bind(long500.substring(0, 200), "tenant-d");

    // When
    for (String name : List.of("com espaço / barra", long500.substring(0, 200), long500)) {
      backbone.post(
          MESSAGE
              .formatted("NAME-1", "\"conversation\":\"x\"", "1772366400")
              .replace("\"loja\"", "\"" + name + "\"")
              .getBytes(UTF_8));
    }

    // Then
    backbone.awaitDrained();
    assertThat(
            backbone.rows(
                "SELECT tenant_id, instance FROM messages WHERE message_id = 'NAME-1' ORDER BY 1"))
        .extracting(row -> row.get("tenant_id") + "=" + row.get("instance").length())
        .containsExactly("tenant-c=18", "tenant-d=200");
  }

  @Test
  void fifteenMebibytesOfInlinedMediaArriveWhole() {
    // Given
    byte[] content = new byte[11 * 1024 * 1024];
    new java.util.Random(3).nextBytes(content);
    String base64 = Base64.getEncoder().encodeToString(content);

    // When
    int status =
        backbone.post(
            MESSAGE
                .formatted(
                    "BIG-1",
                    "\"imageMessage\":{\"mimetype\":\"image/png\",\"caption\":\"foto\"},\"base64\":\""
                        + base64
                        + "\"",
                    "1772366400")
                .replace("\"conversation\"", "\"imageMessage\"")
                .getBytes(UTF_8));

    // Then
    assertThat(status).isEqualTo(200);
    backbone.awaitDrained();
    assertThat(message("BIG-1").get("text")).isEqualTo("foto");
    assertThat(
            backbone.rows(
                "SELECT encode(sha256(content), 'hex') AS sha FROM message_media WHERE message_id = 'BIG-1'"))
        .extracting(row -> row.get("sha"))
        .containsExactly(sha256(content));
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedAndTheNextOneServed() {
    // Given
    byte[] body = new byte[17 * 1024 * 1024];
    Arrays.fill(body, (byte) 'x');

    // When
    int tooLarge = backbone.post(body);
    int next =
        backbone.post(
            MESSAGE.formatted("NEXT-1", "\"conversation\":\"x\"", "1772366400").getBytes(UTF_8));

    // Then
    assertThat(tooLarge).isIn(413, 0);
    assertThat(next).isEqualTo(200);
  }

  @Test
  void aSecretInTheBodyIsNowhere() {
    // Given
    String secret = "tok-nobody-may-see-this-1";

    // When
    backbone.post(
        MESSAGE
            .formatted("SECRET-1", "\"conversation\":\"x\"", "1772366400")
            .replace("{\"event\"", "{\"apikey\":\"" + secret + "\",\"event\"")
            .getBytes(UTF_8));
    backbone.post(
        ("{\"event\":\"x\",\"apikey\":\"" + secret + "\",\"instance\":\"loja\",\"data\":{\"a\":")
            .getBytes(UTF_8));

    // Then
    backbone.awaitDrained();
    for (dev.carteiro.contract.Topic topic : dev.carteiro.contract.Topic.values()) {
      assertThat(backbone.records(topic))
          .as(topic.topicName())
          .allSatisfy(
              record -> assertThat(new String(record.value(), UTF_8)).doesNotContain(secret));
    }
    assertThat(backbone.contents().toString()).doesNotContain(secret);
  }

  private static Map<String, String> message(String id) {
    List<Map<String, String>> rows =
        backbone.rows("SELECT * FROM messages WHERE message_id = ?", id);
    assertThat(rows).as("message %s", id).hasSize(1);
    return rows.get(0);
  }

  private static String sha256(byte[] content) {
    return dev.carteiro.contract.Sha256Fingerprint.of(content);
  }
}
