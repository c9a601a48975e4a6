// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.standalone.LiveFeedRecorder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs re-made from public reports, posted to the whole system: the tables must hold what the
 * folder's index says. One system for all of them, as every case has message ids of its own. Runs
 * when the folder is given as {@code -Dcarteiro.cases=…}.
 */
@EnabledIfSystemProperty(named = "carteiro.cases", matches = ".+")
class FieldCasesIT {
  private static final String TENANT = "case";
  private static final String INSTANCE = "case-inst";

  @TempDir private static Path directory;
  private static WholeSystemFixture backbone;
  private static ConsoleTestClient console;
  private static LiveFeedRecorder live;
  private static int marks;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    String consolePort = Integer.toString(LoopbackPorts.anyFree());
    backbone =
        WholeSystemFixture.start(directory, Map.of("CONSOLE_PORT", consolePort))
            .withRolesInside()
            .withConsoleInside();
    backbone.bind(INSTANCE, TENANT);
    console = new ConsoleTestClient(backbone);
    backbone.awaitReady(backbone.console("/"));
    live =
        LiveFeedRecorder.follow(
            HttpClient.newHttpClient(), consolePort, WholeSystemFixture.ADMIN_KEY);
  }

  @AfterAll
  static void stop() {
    if (live != null) {
      live.close();
    }
    if (backbone != null) {
      backbone.close();
    }
  }

  @Test
  void case01AnEditThatComesAsAMessageIsAnEditOfTheOriginal() throws IOException {
    // When
    post("01");

    // Then
    assertThat(
            rows(
                "message_id, text, original_text, edited_at = '2026-11-30T12:00:40Z' AS edited",
                "messages",
                "CASE01%"))
        .containsExactly("CASE01A|Passo na loja às 16h|Passo na loja às 15h|t");
    assertThat(rows("message_id, kind, text", "message_edits", "CASE01%"))
        .containsExactly("CASE01A|edit|Passo na loja às 16h");
    assertThat(lastMessage("5521988017777")).isEqualTo("CASE01A");
    assertThat(toldAsNew("CASE01")).containsExactly("CASE01A");
  }

  @Test
  void case02AnEncryptedEditMarksTheOriginalAndKeepsItsText() throws IOException {
    // When
    post("02");

    // Then
    assertThat(rows("message_id, text, edited_at IS NOT NULL AS edited", "messages", "CASE02%"))
        .containsExactly("CASE02A|Tem vaga na quinta?|t");
    assertThat(rows("message_id, kind, text", "message_edits", "CASE02%"))
        .containsExactly("CASE02A|edit|null");
    assertThat(lastMessage("5521988027777")).isEqualTo("CASE02A");
    assertThat(toldAsNew("CASE02")).containsExactly("CASE02A");
  }

  @Test
  void case03AnAlbumIsNoMessageAndItsPicturesAreFoundFromIt() throws IOException {
    // When
    post("03");

    // Then
    assertThat(
            rows(
                "message_id, message_type, evolution_type, text, media_mimetype, media_size_bytes,"
                    + " media_sha256 IS NOT NULL AS sha, parent_message_id",
                "messages",
                "CASE03%"))
        .containsExactly(
            "CASE03B|image|associatedChildMessage|Frente da peça|image/jpeg|184321|t|CASE03A",
            "CASE03C|image|associatedChildMessage|null|image/jpeg|184322|t|CASE03A",
            "CASE03D|sticker|lottieStickerMessage|null|application/was|20480|t|null");
    assertThat(backbone.rows("SELECT event FROM events WHERE data#>>'{key,id}' = 'CASE03A'"))
        .containsExactly(Map.of("event", "messages.upsert"));
    assertThat(lastMessage("5521988037777")).isEqualTo("CASE03D");
    JsonNode children = Json.mapper().readTree(console.get("/api/messages?parent=CASE03A").body());
    assertThat(children.path("items"))
        .extracting(item -> item.path("messageId").asText())
        .containsExactlyInAnyOrder("CASE03B", "CASE03C");
    JsonNode child =
        Json.mapper().readTree(console.get("/api/messages/" + INSTANCE + "/CASE03B").body());
    assertThat(child.path("parentMessageId").asText()).isEqualTo("CASE03A");
    assertThat(child.path("parentRelation").asText()).isEqualTo("media_album");
    assertThat(toldAsNew("CASE03")).containsExactly("CASE03B", "CASE03C", "CASE03D");
  }

  @Test
  void case14WhyMetaRefusedAMessageIsInItsHistory() throws IOException {
    // When
    post("14");

    // Then
    assertThat(rows("message_id, status, from_me", "messages", "CASE14%"))
        .containsExactly("CASE14A.wamid.HBgNNTUyMTk4ODg4Nzc3NxUCABEYEg==|ERROR|t");
    assertThat(
            rows(
                "status_rank, status, raw_status, error_code, error_title",
                "message_status_history",
                "CASE14%"))
        .containsExactly(
            "1|PENDING|null|null|null",
            "2|SERVER_ACK|SENT|null|null",
            "3|ERROR|FAILED|131047|Re-engagement message");
    assertThat(toldAsNew("CASE14"))
        .containsExactly("CASE14A.wamid.HBgNNTUyMTk4ODg4Nzc3NxUCABEYEg==");
  }

  @Test
  void case16TheStatusOfVersion1MovesItsMessageOn() throws IOException {
    // When
    post("16");

    // Then
    assertThat(rows("message_id, status, text", "messages", "CASE16%"))
        .containsExactly("CASE16A|READ|Confirmado");
    assertThat(rows("status_rank, status", "message_status_history", "CASE16%"))
        .containsExactly("1|PENDING", "4|DELIVERY_ACK", "5|READ");
    assertThat(toldAsNew("CASE16")).containsExactly("CASE16A");
  }

  @Test
  void case22AnotherDialectIsKeptVisiblyAndItsTokenIsNowhere() throws IOException {
    // When
    post("22");

    // Then
    assertThat(
            backbone.rows(
                "SELECT reason, stage FROM dead_letters WHERE convert_from(bytes, 'UTF8') LIKE '%CASE22%'"))
        .containsExactly(
            Map.of("reason", "MISSING_INSTANCE", "stage", "parse"),
            Map.of("reason", "MISSING_INSTANCE", "stage", "parse"));
    assertThat(StoredText.of(backbone))
        .contains("CASE22A", "CASE22B")
        .doesNotContain("CASE22-SECRET", "SECRET-TOKEN", "TOKEN-9f1c");
  }

  @Test
  void case23TheDocumentedDialectIsKeptVisibly() throws IOException {
    // When
    post("23");

    // Then
    assertThat(
            backbone.rows(
                "SELECT event FROM events WHERE data->>'id' = 'CASE23CALL'"
                    + " OR data#>>'{key,id}' = 'CASE23A' ORDER BY 1"))
        .extracting(row -> row.get("event"))
        .containsExactlyInAnyOrder("MESSAGE", "call");
  }

  /** Columns of the rows of a case, in their order. */
  private static List<String> rows(String columns, String table, String messageIds) {
    return backbone
        .rows(
            "SELECT "
                + columns
                + " FROM "
                + table
                + " WHERE tenant_id = ? AND message_id LIKE ? ORDER BY message_id, 1, 2",
            TENANT,
            messageIds)
        .stream()
        .map(row -> String.join("|", row.values().stream().map(String::valueOf).toList()))
        .toList();
  }

  private static String lastMessage(String phone) {
    return backbone
        .rows(
            "SELECT last_message_id FROM chats WHERE tenant_id = ? AND chat_id = ?",
            TENANT,
            phone + "@s.whatsapp.net")
        .get(0)
        .get("last_message_id");
  }

  /** The messages of a case that the live feed told as new, in its order. */
  private static List<String> toldAsNew(String prefix) throws IOException {
    // What one topic says of one instance comes in order: behind this one nothing is missing.
    String mark = "MARK" + marks++;
    String body =
        bodies("01").get(0).replace("CASE01A", mark).replace("5521988017777", "5521900000000");
    assertThat(backbone.post(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(200);
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> newMessages().contains(mark));
    return newMessages().stream().filter(id -> id.startsWith(prefix)).toList();
  }

  private static List<String> newMessages() {
    return live.events().stream()
        .filter(seen -> seen.type().equals("message.new"))
        .map(seen -> seen.event().at("/data/messageId").asText())
        .toList();
  }

  /** Posts a case's bodies in order, and waits until all that comes of them is written. */
  private static void post(String number) throws IOException {
    for (String body : bodies(number)) {
      assertThat(backbone.post(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(200);
    }
    backbone.awaitDrained();
  }

  private static List<String> bodies(String number) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("carteiro.cases")))) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith(number + "-"))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no case " + number));
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return file.toString().endsWith(".jsonl")
          ? text.lines().filter(line -> !line.isBlank()).toList()
          : List.of(text);
    }
  }
}
