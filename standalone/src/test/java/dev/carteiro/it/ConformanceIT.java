// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.it.CaptureExpectationReader.CaptureLine;
import dev.carteiro.it.CaptureExpectationReader.ExpectedMessage;
import dev.carteiro.it.CaptureExpectationReader.ExpectedReaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traffic recorded from a real Evolution API, posted to the whole system: the database must hold
 * what {@link CaptureExpectationReader} expects of every line, whether instances are registered
 * before or after, and whatever is repeated in whatever order. Runs when the recordings' folder is
 * given as {@code -Dcarteiro.captures=…}.
 */
@EnabledIfSystemProperty(named = "carteiro.captures", matches = ".+")
class ConformanceIT {
  private static CaptureExpectationReader reading;

  @TempDir Path directory;

  @BeforeAll
  static void read() throws IOException {
    reading = CaptureExpectationReader.of(Path.of(System.getProperty("carteiro.captures")));
    assertThat(reading.lines()).as("webhooks in the recordings").hasSizeGreaterThan(800);
  }

  @Test
  void recordedTrafficIsStoredWhenInstancesAreRegisteredFirst() {
    try (WholeSystemFixture backbone =
        WholeSystemFixture.start(directory, Map.of()).withRolesInside()) {
      // Given
      reading.instances().forEach(instance -> backbone.bind(instance, tenant(instance)));

      // When
      post(backbone, reading.lines());

      // Then
      assertEveryLine(backbone);
      assertRepetitionChangesNothing(backbone);
    }
  }

  @Test
  void recordedTrafficIsStoredWhenHalfTheInstancesAreRegisteredLater() {
    try (WholeSystemFixture backbone =
        WholeSystemFixture.start(directory, Map.of()).withRolesInside()) {
      // Given
      List<String> instances = new ArrayList<>(reading.instances());
      List<String> before = instances.subList(0, instances.size() / 2);
      List<String> after = instances.subList(instances.size() / 2, instances.size());
      before.forEach(instance -> backbone.bind(instance, tenant(instance)));

      // When
      post(backbone, reading.lines());
      backbone.awaitDrained();
      assertThat(backbone.rows("SELECT DISTINCT instance FROM messages"))
          .extracting(row -> row.get("instance"))
          .isSubsetOf(before);
      after.forEach(instance -> backbone.bind(instance, tenant(instance)));

      // Then
      assertEveryLine(backbone);
    }
  }

  private static void assertEveryLine(WholeSystemFixture backbone) {
    backbone.awaitDrained();
    // What was parked is released by a timer, which leaves no trace in input offsets.
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(messages(backbone)).hasSize(reading.messages().size()));
    backbone.awaitDrained();
    assertMessages(backbone);
    assertEdits(backbone);
    assertReactions(backbone);
    assertEvents(backbone);
    assertThat(backbone.rows("SELECT * FROM dead_letters")).isEmpty();
    // It was deleted, and Evolution went on trying to connect it.
    assertThat(
            backbone.rows(
                "SELECT connection_state FROM whatsapp_instances WHERE instance_name = 'hooli'"))
        .containsExactly(Map.of("connection_state", "deleted"));
  }

  private static void assertMessages(WholeSystemFixture backbone) {
    Map<String, Map<String, String>> found = messages(backbone);
    Map<String, ExpectedMessage> expected = reading.messages();
    assertThat(found.keySet())
        .as("messages")
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    Map<String, String> wrong = new TreeMap<>();
    expected.forEach(
        (key, message) -> {
          Map<String, String> row = found.get(key);
          check(wrong, message, "tenant", tenant(message.instance()), row.get("tenant_id"));
          check(wrong, message, "status", message.status(), row.get("status"));
          check(wrong, message, "chat", message.chatId(), row.get("chat_id"));
          check(wrong, message, "fromMe", message.fromMe() ? "t" : "f", row.get("from_me"));
          check(
              wrong,
              message,
              "deleted",
              reading.deletions().contains(key),
              row.get("deleted_at") != null);
          if (message.text() != null) {
            check(wrong, message, "text", message.text(), row.get("original_text"));
          }
          Set<String> edits = reading.edits().getOrDefault(key, Set.of());
          check(wrong, message, "edited", !edits.isEmpty(), row.get("edited_at") != null);
          if (!edits.isEmpty()) {
            check(
                wrong,
                message,
                "text",
                new ArrayList<>(edits).get(edits.size() - 1),
                row.get("text"));
          }
        });
    assertThat(wrong).as("line and column: expected, but found").isEmpty();
  }

  private static void check(
      Map<String, String> wrong,
      ExpectedMessage message,
      String what,
      Object expected,
      Object found) {
    if (!java.util.Objects.equals(expected, found)) {
      wrong.put(message.lines() + " " + what, expected + ", but " + found);
    }
  }

  private static void assertEdits(WholeSystemFixture backbone) {
    Set<String> expected = new TreeSet<>();
    reading
        .edits()
        .forEach((key, texts) -> texts.forEach(text -> expected.add(key + " edit " + text)));
    reading.deletions().forEach(key -> expected.add(key + " delete null"));
    Set<String> found = new TreeSet<>();
    backbone
        .rows("SELECT instance, message_id, kind, text FROM message_edits")
        .forEach(
            row ->
                found.add(
                    CaptureExpectationReader.key(row.get("instance"), row.get("message_id"))
                        + " "
                        + row.get("kind")
                        + " "
                        + row.get("text")));
    assertThat(found).as("edits and deletions").isEqualTo(expected);
  }

  private static void assertReactions(WholeSystemFixture backbone) {
    List<ExpectedReaction> found =
        backbone
            .rows("SELECT instance, message_id, target_message_id, emoji FROM reactions")
            .stream()
            .map(
                row ->
                    new ExpectedReaction(
                        row.get("instance"),
                        row.get("message_id"),
                        row.get("target_message_id"),
                        row.get("emoji")))
            .toList();
    assertThat(found).as("reactions").containsExactlyInAnyOrderElementsOf(reading.reactions());
  }

  private static void assertEvents(WholeSystemFixture backbone) {
    Map<String, Long> expected = new LinkedHashMap<>();
    reading
        .otherEvents()
        .forEach(
            event ->
                expected.merge(event.split(" ")[0] + " " + event.split(" ")[1], 1L, Long::sum));
    Map<String, Long> found = new LinkedHashMap<>();
    backbone
        .rows("SELECT instance, event, count(*) AS n FROM events GROUP BY 1, 2")
        .forEach(
            row ->
                found.put(
                    row.get("instance") + " " + row.get("event"), Long.parseLong(row.get("n"))));
    assertThat(found).as("other events").containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static void assertRepetitionChangesNothing(WholeSystemFixture backbone) {
    Map<String, List<String>> before = backbone.contents();
    List<CaptureLine> again = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      again.addAll(reading.lines());
    }
    Collections.shuffle(again, new Random(20261121));
    post(backbone, again);
    backbone.awaitDrained();
    assertThat(backbone.contents()).isEqualTo(before);
  }

  private static Map<String, Map<String, String>> messages(WholeSystemFixture backbone) {
    Map<String, Map<String, String>> messages = new HashMap<>();
    backbone
        .rows("SELECT * FROM messages")
        .forEach(
            row ->
                messages.put(
                    CaptureExpectationReader.key(row.get("instance"), row.get("message_id")), row));
    return messages;
  }

  private static void post(WholeSystemFixture backbone, List<CaptureLine> lines) {
    for (CaptureLine line : lines) {
      assertThat(backbone.post(line.body())).as(line.where()).isEqualTo(200);
    }
  }

  private static String tenant(String instance) {
    return "tenant-of-" + instance;
  }
}
