// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a person who reads recorded traffic expects to find in the database. It is written without
 * the project's parser, from the recordings and Evolution's documented behaviour alone, so that the
 * two can be held against each other.
 */
final class CaptureExpectationReader {
  /** A message as a reader sees it. */
  record ExpectedMessage(
      String instance,
      String id,
      String chatId,
      boolean fromMe,
      String text,
      String status,
      Set<String> lines) {}

  /** A reaction as a reader sees it; emoji null when it was taken back. */
  record ExpectedReaction(String instance, String messageId, String targetId, String emoji) {}

  /** One webhook of a recording. */
  record CaptureLine(String where, JsonNode body) {
    String instance() {
      return body.path("instance").asText();
    }

    String event() {
      return body.path("event").asText();
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> ORDER =
      List.of("PENDING", "SERVER_ACK", "ERROR", "DELIVERY_ACK", "READ", "PLAYED");
  private static final Map<String, String> CLOUD_WORDS =
      Map.of("SENT", "SERVER_ACK", "DELIVERED", "DELIVERY_ACK", "FAILED", "ERROR");

  private final List<CaptureLine> lines = new ArrayList<>();
  private final Map<String, ExpectedMessage> messages = new LinkedHashMap<>();
  private final Map<String, String> statuses = new LinkedHashMap<>();
  private final Map<String, Set<String>> edits = new LinkedHashMap<>();
  private final Set<String> deletions = new LinkedHashSet<>();
  private final List<ExpectedReaction> reactions = new ArrayList<>();
  private final Set<String> otherEvents = new LinkedHashSet<>();

  private CaptureExpectationReader() {}

  /** Reads every webhook of the recordings in a folder, in the order of file names and lines. */
  static CaptureExpectationReader of(Path folder) throws IOException {
    CaptureExpectationReader reading = new CaptureExpectationReader();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        reading.readFile(file);
      }
    }
    return reading;
  }

  List<CaptureLine> lines() {
    return lines;
  }

  Set<String> instances() {
    Set<String> instances = new LinkedHashSet<>();
    lines.forEach(line -> instances.add(line.instance()));
    return instances;
  }

  Map<String, ExpectedMessage> messages() {
    Map<String, ExpectedMessage> merged = new LinkedHashMap<>();
    messages.forEach(
        (key, m) ->
            merged.put(
                key,
                new ExpectedMessage(
                    m.instance(),
                    m.id(),
                    m.chatId(),
                    m.fromMe(),
                    m.text(),
                    statuses.get(key),
                    m.lines())));
    return merged;
  }

  /** Instance and message id → texts of its edits. */
  Map<String, Set<String>> edits() {
    return edits;
  }

  /** Instance and message id of everything that was deleted for everyone. */
  Set<String> deletions() {
    return deletions;
  }

  List<ExpectedReaction> reactions() {
    return reactions;
  }

  /**
   * Every event that is neither a message nor about one nor a connection, once for each distinct
   * delivery.
   */
  Set<String> otherEvents() {
    return otherEvents;
  }

  private void readFile(Path file) throws IOException {
    int number = 0;
    for (String text : Files.readAllLines(file)) {
      number++;
      JsonNode record = JSON.readTree(text);
      JsonNode body = record.path("request").path("body");
      // REST calls of the driver have a request too; a webhook's body names its event.
      if (body.isObject() && body.has("event") && body.has("instance")) {
        CaptureLine line = new CaptureLine(file.getFileName() + ":" + number, body);
        lines.add(line);
        read(line);
      }
    }
  }

  private void read(CaptureLine line) {
    JsonNode data = line.body().path("data");
    switch (line.event()) {
      case "messages.upsert", "send.message" -> message(line, data);
      case "messages.set" -> data.forEach(element -> message(line, element));
      case "messages.update" -> update(line, data);
      case "messages.edited" -> edited(line, data);
      case "send.message.update" ->
          edit(
              line.instance(),
              data.at("/key/id").asText(),
              data.at("/editedMessage/extendedTextMessage/text").asText());
      case "messages.delete" ->
          deletions.add(
              key(
                  line.instance(),
                  (data.has("key") ? data.at("/key/id") : data.path("id")).asText()));
      case "connection.update" -> {
        // Connections are asserted by their own rule.
      }
      default -> other(line);
    }
  }

  /** Evolution's own channel names the chat of what it sent by bare digits. */
  private static String chat(String remoteJid) {
    return remoteJid.matches("[0-9]+") ? remoteJid + "@s.whatsapp.net" : remoteJid;
  }

  private void message(CaptureLine line, JsonNode data) {
    String id = data.at("/key/id").asText();
    boolean fromMe = data.at("/key/fromMe").asBoolean();
    String key = key(line.instance(), id);
    ExpectedMessage known = messages.get(key);
    if (known == null) {
      known =
          new ExpectedMessage(
              line.instance(),
              id,
              chat(data.at("/key/remoteJid").asText()),
              fromMe,
              text(data),
              null,
              new LinkedHashSet<>());
      messages.put(key, known);
      JsonNode reaction = data.at("/message/reactionMessage");
      if (reaction.isObject()) {
        reactions.add(
            new ExpectedReaction(
                line.instance(),
                id,
                reaction.at("/key/id").asText(),
                emptyToNull(reaction.path("text").asText(""))));
      }
    }
    known.lines().add(line.where());
    status(
        key,
        data.has("status") ? data.path("status").asText() : fromMe ? "PENDING" : "DELIVERY_ACK");
  }

  private void update(CaptureLine line, JsonNode data) {
    String key = key(line.instance(), data.path("keyId").asText());
    if (data.has("message")) {
      edit(
          line.instance(),
          data.path("keyId").asText(),
          data.at("/message/editedMessage/message/conversation").asText());
    } else if (data.has("status")) {
      status(key, data.path("status").asText());
    }
  }

  private void edited(CaptureLine line, JsonNode data) {
    String id = data.at("/key/id").asText();
    switch (data.path("type").asText()) {
      case "MESSAGE_EDIT" -> {
        JsonNode message = data.path("editedMessage");
        edit(
            line.instance(),
            id,
            message.has("conversation")
                ? message.path("conversation").asText()
                : message.at("/extendedTextMessage/text").asText());
      }
      case "REVOKE" -> deletions.add(key(line.instance(), id));
      default -> other(line);
    }
  }

  private void edit(String instance, String id, String text) {
    edits.computeIfAbsent(key(instance, id), k -> new LinkedHashSet<>()).add(text);
  }

  private void status(String key, String word) {
    String status = CLOUD_WORDS.getOrDefault(word, word);
    statuses.merge(key, status, (one, two) -> ORDER.indexOf(one) >= ORDER.indexOf(two) ? one : two);
  }

  private void other(CaptureLine line) {
    otherEvents.add(
        line.instance()
            + " "
            + line.event()
            + " "
            + line.body().path("date_time")
            + " "
            + line.body().path("data"));
  }

  static String key(String instance, String id) {
    return instance + " " + id;
  }

  /** The words a person sees; empty where WhatsApp shows none. */
  private static String text(JsonNode data) {
    JsonNode message = data.path("message");
    for (String wrapper :
        List.of(
            "ephemeralMessage",
            "viewOnceMessage",
            "viewOnceMessageV2",
            "viewOnceMessageV2Extension")) {
      if (message.path(wrapper).path("message").isObject()) {
        message = message.path(wrapper).path("message");
      }
    }
    for (String pointer :
        List.of(
            "/conversation",
            "/extendedTextMessage/text",
            "/imageMessage/caption",
            "/videoMessage/caption",
            "/documentMessage/caption",
            "/interactiveMessage/body/text",
            "/interactiveResponseMessage/body/text",
            "/buttonsResponseMessage/selectedDisplayText",
            "/templateButtonReplyMessage/selectedDisplayText",
            "/listResponseMessage/title")) {
      Optional<String> found = Optional.ofNullable(emptyToNull(message.at(pointer).asText("")));
      if (found.isPresent()) {
        return found.get();
      }
    }
    return null;
  }

  private static String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
