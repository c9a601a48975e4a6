// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.time.Instant;

/** Webhook bodies of one instance, in the shapes that Evolution API 2.3.7 posts. */
final class WebhookBodies {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String instance;
  private final String evolutionInstanceId;
  private final String apikey;

  WebhookBodies(String instance, String evolutionInstanceId, String apikey) {
    this.instance = instance;
    this.evolutionInstanceId = evolutionInstanceId;
    this.apikey = apikey;
  }

  /** A message: {@code messages.upsert}, or {@code send.message}. */
  record SampleMessage(
      String id, String phone, String lid, boolean fromMe, String text, Instant at) {}

  /**
   * A message as {@code event} brings it.
   *
   * @param status as Evolution writes it; null for none
   * @param byLid whether the chat is named by its privacy id, with the phone beside it
   */
  ObjectNode message(String event, SampleMessage saying, String status, boolean byLid) {
    ObjectNode data = JSON.objectNode();
    ObjectNode key = data.putObject("key");
    key.put("remoteJid", byLid ? saying.lid() : saying.phone());
    if (byLid) {
      key.put("remoteJidAlt", saying.phone());
    }
    key.put("fromMe", saying.fromMe())
        .put("id", saying.id())
        .put("addressingMode", byLid ? "lid" : "pn");
    data.put("pushName", saying.fromMe() ? "Você" : "Maria");
    if (status != null) {
      data.put("status", status);
    }
    data.putObject("message").put("conversation", saying.text());
    data.put("messageType", "conversation");
    data.put("messageTimestamp", saying.at().getEpochSecond());
    data.put("instanceId", evolutionInstanceId);
    data.put("source", "android");
    return envelope(event, data, saying.at());
  }

  /** A reaction, which is a message of its own. */
  ObjectNode reaction(SampleMessage saying, String targetId, String emoji) {
    ObjectNode body = message("messages.upsert", saying, "DELIVERY_ACK", false);
    ObjectNode data = (ObjectNode) body.path("data");
    ObjectNode reaction = data.putObject("message").putObject("reactionMessage");
    reaction
        .putObject("key")
        .put("remoteJid", saying.phone())
        .put("fromMe", true)
        .put("id", targetId);
    reaction.put("text", emoji).put("senderTimestampMs", Long.toString(saying.at().toEpochMilli()));
    data.put("messageType", "reactionMessage");
    return body;
  }

  /** {@code messages.update} with a status: a word, or Baileys' number. */
  ObjectNode status(String id, String jid, JsonNode status, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.put("keyId", id).put("remoteJid", jid).put("fromMe", true);
    data.set("status", status);
    data.put("instanceId", evolutionInstanceId).put("messageId", "row-of-" + id);
    return envelope("messages.update", data, at);
  }

  /** {@code messages.edited}. */
  ObjectNode edited(String id, String jid, String text, Instant editedAt, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.putObject("key").put("remoteJid", jid).put("fromMe", false).put("id", id);
    data.put("type", "MESSAGE_EDIT").putObject("editedMessage").put("conversation", text);
    data.put("timestampMs", Long.toString(editedAt.toEpochMilli()));
    return envelope("messages.edited", data, at);
  }

  /**
   * The {@code messages.update} that Evolution sends of an edit besides, with a status that is not
   * one.
   */
  ObjectNode editedAgain(String id, String jid, String text, Instant at) {
    ObjectNode body = status(id, jid, JSON.textNode("SERVER_ACK"), at);
    ((ObjectNode) body.path("data"))
        .putObject("message")
        .putObject("editedMessage")
        .putObject("message")
        .put("conversation", text);
    return body;
  }

  /** {@code messages.delete}. */
  ObjectNode deleted(String id, String jid, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.put("remoteJid", jid).put("fromMe", false).put("id", id).put("status", "DELETED");
    return envelope("messages.delete", data, at);
  }

  /** {@code messages.edited} with the protocol message of a deletion for everyone. */
  ObjectNode revoked(String id, String jid, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.putObject("key").put("remoteJid", jid).put("fromMe", false).put("id", id);
    data.put("type", "REVOKE");
    return envelope("messages.edited", data, at);
  }

  /** {@code contacts.update}. */
  ObjectNode contact(String jid, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.put("remoteJid", jid).put("pushName", "Maria").put("instanceId", evolutionInstanceId);
    return envelope("contacts.update", data, at);
  }

  /** {@code chats.upsert}. */
  ObjectNode chat(String jid, Instant at) {
    ObjectNode element = JSON.objectNode();
    element
        .put("remoteJid", jid)
        .put("instanceId", evolutionInstanceId)
        .put("name", "Ana")
        .put("unreadMessages", 2);
    return envelope("chats.upsert", JSON.arrayNode().add(element), at);
  }

  /** {@code connection.update}. */
  ObjectNode connection(String state, int reason, Instant at) {
    ObjectNode data = JSON.objectNode();
    data.put("instance", instance).put("state", state).put("statusReason", reason);
    return envelope("connection.update", data, at);
  }

  private ObjectNode envelope(String event, JsonNode data, Instant at) {
    ObjectNode body = JSON.objectNode();
    body.put("event", event).put("instance", instance).set("data", data);
    body.put("destination", "http://127.0.0.1/hook").put("date_time", at.toString());
    body.put("sender", "5511900000004@s.whatsapp.net").put("server_url", "http://127.0.0.1:8080");
    body.put("apikey", apikey);
    return body;
  }

  /**
   * The same delivery as the global webhook sends it: another destination, and the instance-wide
   * fields stay.
   */
  static byte[] globalCopy(JsonNode body) {
    ObjectNode copy = body.deepCopy();
    copy.put("destination", "http://127.0.0.1/global");
    return Json.write(copy);
  }
}
