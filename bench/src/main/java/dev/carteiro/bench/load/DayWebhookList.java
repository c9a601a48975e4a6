// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The webhooks of one number for twenty messages, as Evolution API 2.3.7 sends them on an ordinary
 * day. An incoming message brings its contact and chat along, and is read on the phone; one that
 * was sent through the API or from the phone is acknowledged, delivered and mostly read, while
 * other messages come. There are a reaction, an edit, signs of typing, and a webhook that is sent
 * twice.
 */
final class DayWebhookList {
  static final int MESSAGES = 20;

  private static final int CHATS = 5;

  /** Room for the webhooks of a message before the next message begins. */
  private static final int STEP = 10;

  /** The kind of each message; {@code phone} is a text that was sent from the phone. */
  private static final List<String> KINDS =
      List.of(
          "text", "sent", "sent", "reply", "sent", "phone", "image", "sent", "sent", "text", "sent",
          "sent", "text", "sent", "audio", "sent", "phone", "sent", "text", "sent");

  private record TimedWebhook(int at, ObjectNode body) {}

  private final Map<String, ObjectNode> samples =
      WebhookSample.all().stream()
          .collect(Collectors.toMap(WebhookSample::name, WebhookSample::body));
  private final List<TimedWebhook> webhooks = new ArrayList<>();

  private DayWebhookList() {}

  /** Returns the bodies in the order in which they come. A repeated webhook is the same object. */
  static List<ObjectNode> bodies() {
    DayWebhookList day = new DayWebhookList();
    for (int message = 0; message < MESSAGES; message++) {
      day.add(message);
    }
    day.addReaction(3, 1);
    day.addEdit(9);
    day.addPresence(0);
    day.addPresence(12);
    return day.webhooks.stream()
        .sorted(Comparator.comparingInt(TimedWebhook::at))
        .map(TimedWebhook::body)
        .toList();
  }

  private void add(int message) {
    int at = message * STEP;
    String kind = KINDS.get(message);
    switch (kind) {
      case "sent" -> {
        add(at, message(message, "sent"));
        addProgress(message, at);
      }
      case "phone" -> {
        ObjectNode body = message(message, "text");
        body.withObject("/data/key").put("fromMe", true);
        body.withObject("/data").put("status", "SERVER_ACK");
        add(at, body);
        add(at + 1, chat(message));
        addProgress(message, at);
      }
      default -> {
        ObjectNode body = message(message, kind);
        add(at, contact(message));
        add(at + 1, body);
        add(at + 2, chat(message));
        add(at + STEP + 5, status(message, "READ"));
        if (kind.equals("audio")) {
          add(at + STEP + 6, status(message, "PLAYED"));
        }
        if (kind.equals("image")) {
          add(at + 4, body); // Evolution repeats a webhook whose answer it did not get in time.
        }
      }
    }
  }

  /** Every fourth message is not read. */
  private void addProgress(int message, int at) {
    add(at + 2, status(message, "SERVER_ACK"));
    add(at + 6, status(message, "DELIVERY_ACK"));
    if (message % 4 != 1) {
      add(at + 2 * STEP + 3, status(message, "READ"));
    }
  }

  private void addReaction(int message, int to) {
    ObjectNode body = message(message, "reaction");
    body.withObject("/data/key").put("id", id(MESSAGES));
    body.withObject("/data/message/reactionMessage/key")
        .put("id", id(to))
        .put("remoteJid", address(to));
    add(to * STEP + 7, contact(message));
    add(to * STEP + 8, body);
  }

  /** An edit comes twice: as such, and as an update with a status that means nothing. */
  private void addEdit(int message) {
    ObjectNode edited = sample("edit");
    edited.withObject("/data/key").put("id", id(message)).put("remoteJid", address(message));
    ObjectNode update = status(message, "SERVER_ACK");
    update
        .withObject("/data/message/editedMessage/message")
        .set("conversation", edited.at("/data/editedMessage/conversation"));
    add(message * STEP + 7, edited);
    add(message * STEP + 8, update);
  }

  private void addPresence(int message) {
    ObjectNode body = sample("presence");
    ObjectNode data = body.withObject("/data");
    data.put("id", address(message));
    data.putObject("presences")
        .putObject(address(message))
        .put("lastKnownPresence", "composing")
        .put("lastSeen", 1_795_255_200);
    add(message * STEP, body);
  }

  private void add(int at, ObjectNode body) {
    webhooks.add(new TimedWebhook(at, body));
  }

  private ObjectNode message(int message, String sample) {
    ObjectNode body = sample(sample);
    body.withObject("/data/key").put("id", id(message)).put("remoteJid", address(message));
    if (sample.equals("reply")) {
      body.withObject("/data/contextInfo").put("stanzaId", id(0));
    }
    return body;
  }

  private ObjectNode contact(int message) {
    ObjectNode body = sample("contact");
    body.withObject("/data").put("remoteJid", address(message));
    return body;
  }

  private ObjectNode chat(int message) {
    ObjectNode body = sample("chat");
    ((ObjectNode) body.at("/data/0")).put("remoteJid", address(message));
    return body;
  }

  private ObjectNode status(int message, String status) {
    ObjectNode body = sample("status-sent");
    body.withObject("/data")
        .put("keyId", id(message))
        .put("remoteJid", address(message))
        .put("fromMe", isOutgoing(message))
        .put("status", status)
        .put("messageId", "cmwpsrho7002cng7di3j%05d".formatted(message));
    return body;
  }

  private ObjectNode sample(String name) {
    return samples.get(name).deepCopy();
  }

  private static boolean isOutgoing(int message) {
    return List.of("sent", "phone").contains(KINDS.get(message));
  }

  private static String address(int message) {
    return "55219888877%02d@s.whatsapp.net".formatted(message % CHATS);
  }

  private static String id(int message) {
    return message < MESSAGES && isOutgoing(message)
        ? "3EB0%018X".formatted(message)
        : "A%031X".formatted(message);
  }
}
