// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.whatsapp.ContactAddressingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real Evolution API 2.3.7 was asked is asked again, and what it answered and emitted must
 * have the same fields and types here.
 */
@EnabledIfSystemProperty(named = "carteiro.captures", matches = ".+")
class RecordedTrafficTest {
  private static final String GLOBAL_KEY = "429683C4C977415CAAFCCE10F7D57E11";

  /** Endpoints that the fake has not, and answers that came from the recorder's stand-ins. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "sendList",
          "sendButtons",
          "sendSticker",
          "updateMessage",
          "deleteMessageForEveryone",
          "connect");

  private final WebhookTestReceiver receiver = WebhookTestReceiver.start();
  private final EvolutionFakeServer fake =
      EvolutionFakeServer.start(
          new Environment(
                  Map.of(
                      "FAKE_PORT", "0",
                      "FAKE_API_KEY", GLOBAL_KEY,
                      "FAKE_TIME_SCALE", "100",
                      "FAKE_READ_PERCENT", "100"))
              .bind(EvolutionFakeSettings.class));

  @AfterEach
  void stop() {
    fake.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01_instance_create",
        "03_send_message_evolution_channel",
        "44_baileys_send_api",
        "47_baileys_logout_delete"
      })
  void answersHaveTheRecordedShapes(String name) throws IOException {
    // Given
    addRecordedInstances(name);
    int compared = 0;

    // When
    for (JsonNode line : lines(name + ".api.jsonl")) {
      JsonNode request = line.path("request");
      if (!isComparable(line)) {
        continue;
      }
      prepare(line);
      JsonNode body = request.path("body");
      FakeApiTestClient client =
          new FakeApiTestClient(fake.url(), request.path("headers").path("apikey").asText(null));
      FakeApiTestClient.ApiTestResponse got =
          client.call(
              request.path("method").asText(),
              request.path("path").asText(),
              body.isNull() || body.isMissingNode()
                  ? null
                  : body.isTextual() ? body.asText() : body.toString(),
              Duration.ofSeconds(30));

      // Then
      JsonNode answered = line.path("response");
      assertThat(got.status())
          .as("%s %s", line.path("note"), request)
          .isEqualTo(answered.path("status").asInt());
      if (!isOtherOnEvolutionChannel(name, line)) {
        assertThat(shape(got.body()).toPrettyString())
            .as("%s %s", line.path("note"), request)
            .isEqualTo(shape(answered.path("body")).toPrettyString());
      }
      if (got.status() >= 400 && got.status() != 404) {
        assertThat(got.body()).as("%s", line.path("note")).isEqualTo(answered.path("body"));
      }
      compared++;
    }
    assertThat(compared).isGreaterThan(1);
  }

  @Test
  void webhooksHaveTheRecordedShapes() throws IOException {
    // Given
    addBaileys("hooli");
    fake.defaultWebhook(receiver.url("/hook"));

    // When
    fake.connect("hooli");
    fake.contactSays("hooli", "5521988887777", "oi");
    fake.phoneSends("hooli", "5521988887777", "enviado do celular (fromMe)");
    new FakeApiTestClient(fake.url(), GLOBAL_KEY).text("hooli", "5521988887777", "track me");

    // Then
    await()
        .until(() -> receiver.bodies("messages.update").size() == 3 && fake.pendingWebhooks() == 0);
    same("40_baileys_connection", "connection.update", "/data/state", "open");
    same("45_baileys_status_updates", "send.message", "/data/status", "PENDING");
    same("45_baileys_status_updates", "messages.update", "/data/status", "READ");
    same("45_baileys_status_updates", "messages.upsert", "/data/key/fromMe", "false");
    same("45_baileys_status_updates", "contacts.update", "/instance", "hooli");
    same("45_baileys_status_updates", "chats.update", "/instance", "hooli");
    same("41_baileys_messages_upsert_types", "messages.upsert", "/data/key/fromMe", "true");
  }

  @Test
  void everyWayOfAddressingIsAsRecorded() throws IOException {
    // Given
    addBaileys("hooli");
    fake.defaultWebhook(receiver.url("/hook"));
    String file = "42_baileys_addressing_lid_groups_broadcast";

    // When
    for (ContactAddressingMode addressing :
        List.of(
            ContactAddressingMode.PHONE_WITH_LID,
            ContactAddressingMode.LID_WITH_PHONE,
            ContactAddressingMode.LID_ONLY)) {
      fake.addressing(addressing);
      fake.contactSays("hooli", "5521988887777", addressing.name());
    }

    // Then
    await()
        .until(() -> receiver.bodies("messages.upsert").size() == 3 && fake.pendingWebhooks() == 0);
    List<JsonNode> recorded =
        lines(file + ".jsonl").stream().map(line -> line.path("request").path("body")).toList();
    for (JsonNode mine : receiver.bodies("messages.upsert")) {
      assertThat(recorded).extracting(RecordedTrafficTest::keyPattern).contains(keyPattern(mine));
    }
  }

  /** Which kind of address stands in which field. */
  private static String keyPattern(JsonNode body) {
    JsonNode key = body.path("data").path("key");
    return key.path("addressingMode").asText()
        + " "
        + key.path("remoteJid").asText().replaceAll("\\d", "")
        + " "
        + key.path("remoteJidAlt").asText("-").replaceAll("\\d", "");
  }

  private void same(String file, String event, String pointer, String value) throws IOException {
    JsonNode recorded =
        lines(file + ".jsonl").stream()
            .map(line -> line.path("request").path("body"))
            .filter(body -> is(body, event, pointer, value))
            .findFirst()
            .orElseThrow();
    JsonNode mine =
        receiver.bodies(event).stream()
            .filter(body -> is(body, event, pointer, value))
            .findFirst()
            .orElseThrow();
    assertThat(shape(mine).toPrettyString()).as(event).isEqualTo(shape(recorded).toPrettyString());
  }

  private static boolean is(JsonNode body, String event, String pointer, String value) {
    return body.path("event").asText().equals(event) && body.at(pointer).asText().equals(value);
  }

  private static boolean isComparable(JsonNode line) {
    String path = line.path("request").path("path").asText();
    String note = line.path("note").asText();
    boolean cloud =
        line.path("request").path("body").path("integration").asText().equals("WHATSAPP-BUSINESS");
    return !cloud
        && NOT_COMPARED.stream().noneMatch(one -> path.contains("/" + one + "/"))
        && !note.contains("audio base64")
        && !note.contains("send after logout");
  }

  /** Of that channel only texts are like the real ones. */
  private static boolean isOtherOnEvolutionChannel(String name, JsonNode line) {
    JsonNode request = line.path("request");
    return name.startsWith("03")
        && line.path("response").path("status").asInt() == 201
        && (!request.path("path").asText().contains("sendText")
            || request.path("body").has("quoted"));
  }

  /** What the recorder's stand-in for WhatsApp did there. */
  private void prepare(JsonNode line) {
    switch (line.path("note").asText()) {
      case "number not on WhatsApp" -> fake.onWhatsApp("5521988880000", false);
      case "Baileys throws Connection Closed" ->
          fake.nextSends("hooli", SendFault.CONNECTION_CLOSED);
      case "Baileys throws Timed Out" -> fake.nextSends("hooli", SendFault.TIMED_OUT_BEFORE);
      default -> {}
    }
  }

  private void addRecordedInstances(String name) throws IOException {
    if (name.startsWith("03")) {
      FakeApiTestClient client = new FakeApiTestClient(fake.url(), GLOBAL_KEY);
      for (String instance : List.of("acme,tok-acme-0001", "globex,tok-globex-0002")) {
        String[] pair = instance.split(",");
        client.post(
            "/instance/create",
            "{\"instanceName\":\"%s\",\"token\":\"%s\",\"integration\":\"EVOLUTION\"}"
                .formatted(pair[0], pair[1]));
      }
    } else if (!name.startsWith("01")) {
      addBaileys("hooli");
    }
  }

  private void addBaileys(String name) {
    fake.addInstance(name, "tok-" + name, "5511900000004@s.whatsapp.net");
  }

  /** Names of fields with their types; an array is its first element, binary is one word. */
  private static JsonNode shape(JsonNode node) {
    if (node.isObject()) {
      if (node.has("0")) {
        return JsonNodeFactory.instance.textNode("bytes");
      }
      ObjectNode shape = JsonNodeFactory.instance.objectNode();
      node.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(field -> shape.set(field.getKey(), shape(field.getValue())));
      return shape;
    }
    if (node.isArray()) {
      return node.isEmpty()
          ? JsonNodeFactory.instance.arrayNode()
          : JsonNodeFactory.instance.arrayNode().add(shape(node.get(0)));
    }
    return JsonNodeFactory.instance.textNode(node.getNodeType().name());
  }

  private static List<JsonNode> lines(String file) throws IOException {
    Path path = Path.of(System.getProperty("carteiro.captures")).resolve(file);
    return Files.readAllLines(path).stream().map(RecordedTrafficTest::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
