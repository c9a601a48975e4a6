// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Traffic that a real Evolution API produced, in the recorder's format, from the folder named by
 * the system property {@code carteiro.captures}. {@code captures.csv} says how many facts of each
 * kind a reader of each file counts.
 */
class RecordedTrafficTest {
  /**
   * Kinds in which a person sees nothing but a picture, a sound, or the absence of a reaction or
   * vote.
   */
  private static final Set<MessageType> MAY_BE_SILENT =
      EnumSet.of(
          MessageType.IMAGE,
          MessageType.VIDEO,
          MessageType.VIDEO_NOTE,
          MessageType.AUDIO,
          MessageType.VOICE,
          MessageType.DOCUMENT,
          MessageType.STICKER,
          MessageType.REACTION,
          MessageType.POLL_VOTE);

  private static Path folder;

  @BeforeAll
  static void findFolder() {
    String path = System.getProperty("carteiro.captures");
    assumeTrue(path != null && !path.isBlank(), "no captures given");
    folder = Path.of(path);
  }

  @TestFactory
  List<DynamicTest> countsTheFactsOfEachFile() {
    List<String> rows = WebhookFixtures.lines("captures.csv");
    List<String> kinds = List.of(rows.get(0).split(","));
    List<DynamicTest> tests = new ArrayList<>();
    for (String row : rows.subList(1, rows.size())) {
      List<String> cells = List.of(row.split(","));
      tests.add(
          DynamicTest.dynamicTest(
              cells.get(0),
              () -> {
                // Given
                Path file = folder.resolve(cells.get(0));
                Map<String, Integer> expected = new TreeMap<>();
                for (int i = 1; i < kinds.size(); i++) {
                  expected.put(kinds.get(i), Integer.valueOf(cells.get(i)));
                }

                // When
                Map<String, Integer> counted = count(file);

                // Then
                assertThat(counted).isEqualTo(expected);
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> showsWhatAPersonSees() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(RecordedTrafficTest::holdsWebhooks).sorted().toList()) {
        tests.add(
            DynamicTest.dynamicTest(file.getFileName().toString(), () -> checkMessages(file)));
      }
    }
    return tests;
  }

  private static void checkMessages(Path file) throws IOException {
    for (JsonNode webhook : webhooks(file)) {
      // Given
      JsonNode body = webhook.path("request").path("body");

      // When
      WebhookParseResult result = parse(body);

      // Then
      if (result instanceof WebhookParseResult.ParsedFacts parsed) {
        for (WebhookFact event : parsed.events()) {
          checkFact(event, body);
        }
      }
    }
  }

  private static void checkFact(WebhookFact event, JsonNode body) {
    if (event instanceof MessageArrivalFact message) {
      MessageType type = message.body().type();
      assertThat(type).as("%s", body).isNotIn(MessageType.UNKNOWN, MessageType.PLACEHOLDER);
      if (message.body().text() == null) {
        assertThat(type).as("%s", body).isIn(MAY_BE_SILENT);
        assertThat(hasWords(body.path("data").path("message"))).as("%s", body).isFalse();
      }
      assertThat(message.body().sentAt()).as("%s", body).isNotNull();
      // The Evolution channel does not tell who wrote in a group.
      if (!message.body().fromMe()
          && (!message.body().chatId().endsWith("@g.us") || key(body).has("participant"))) {
        assertThat(message.body().sender()).as("%s", body).isNotNull();
      }
    }
    if (event instanceof MessageEditFact edited) {
      assertThat(edited.text()).as("%s", body).isNotBlank();
    }
  }

  private static JsonNode key(JsonNode body) {
    return body.path("data").path("key");
  }

  private static boolean hasWords(JsonNode message) {
    return Stream.of("caption", "text", "conversation", "selectedOptions")
        .flatMap(name -> message.findValues(name).stream())
        .anyMatch(value -> value.isArray() ? !value.isEmpty() : !value.asText().isEmpty());
  }

  private static Map<String, Integer> count(Path file) throws IOException {
    Map<String, Integer> counted = new LinkedHashMap<>();
    for (String kind :
        List.of(
            "webhooks", "message", "status", "edit", "delete", "connection", "other", "rejected")) {
      counted.put(kind, 0);
    }
    for (JsonNode webhook : webhooks(file)) {
      counted.merge("webhooks", 1, Integer::sum);
      WebhookParseResult result = parse(webhook.path("request").path("body"));
      if (result instanceof WebhookParseResult.ParsedFacts parsed) {
        parsed.events().forEach(event -> counted.merge(kind(event), 1, Integer::sum));
      } else {
        counted.merge("rejected", 1, Integer::sum);
      }
    }
    return counted;
  }

  private static String kind(WebhookFact event) {
    if (event instanceof MessageArrivalFact) {
      return "message";
    } else if (event instanceof MessageStatusFact) {
      return "status";
    } else if (event instanceof MessageEditFact) {
      return "edit";
    } else if (event instanceof MessageDeletionFact) {
      return "delete";
    }
    return event instanceof ConnectionChangeFact ? "connection" : "other";
  }

  private static WebhookParseResult parse(JsonNode body) {
    byte[] bytes =
        body.has("__unparsed")
            ? body.path("__unparsed").asText().getBytes(StandardCharsets.UTF_8)
            : Json.write(body);
    String key =
        body.path("instance").isTextual() ? "default/" + body.path("instance").textValue() : null;
    return new WebhookParser()
        .parse(new RawWebhook(key, bytes, WebhookFixtures.RECEIVED, WebhookFixtures.TRACE, null));
  }

  private static boolean holdsWebhooks(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jsonl") && !name.endsWith(".api.jsonl");
  }

  private static List<JsonNode> webhooks(Path file) throws IOException {
    List<JsonNode> webhooks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = Json.mapper().readTree(line);
      if (row.has("request")) {
        webhooks.add(row);
      }
    }
    return webhooks;
  }
}
