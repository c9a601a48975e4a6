// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;

/** Builds the {@code data} object of message webhooks. */
final class MessageData {
  private final Clock clock;

  MessageData(Clock clock) {
    this.clock = clock;
  }

  /** Returns the data of {@code send.message}, which is also the response to the send. */
  ObjectNode sent(Instance instance, String jid, String id, Content content) {
    ObjectNode data = node();
    data.putObject("key").put("remoteJid", jid).put("fromMe", true).put("id", id);
    if (instance.integration().equals(Instance.EVOLUTION)) {
      data.set("message", content.message());
      return end(data, instance, content.type(), "unknown");
    }
    data.put("pushName", "Você").put("status", "PENDING");
    data.set("message", content.message());
    if (content.contextInfo() != null && Jids.isPerson(jid)) {
      data.set("contextInfo", content.contextInfo());
    }
    return end(data, instance, content.type(), "web");
  }

  /** Returns the data of {@code messages.upsert} for a contact's text. */
  ObjectNode said(Instance instance, String jid, String id, String text, Addressing addressing) {
    ObjectNode data = node();
    addressing.address(data.putObject("key"), jid, id);
    data.put("pushName", Names.of(jid)).put("status", "DELIVERY_ACK");
    data.putObject("message").put("conversation", text);
    return end(data, instance, "conversation", "android");
  }

  /** Returns the data of {@code messages.upsert} for a text that the owner wrote on the phone. */
  ObjectNode fromPhone(Instance instance, String jid, String id, String text) {
    ObjectNode data = node();
    data.putObject("key")
        .put("remoteJid", jid)
        .put("fromMe", true)
        .put("id", id)
        .put("participant", "")
        .put("addressingMode", "pn");
    data.put("pushName", "Você").put("status", "SERVER_ACK");
    data.putObject("message").put("conversation", text);
    return end(data, instance, "conversation", "android");
  }

  /**
   * Sends the webhooks {@code contacts.update} and {@code chats.update}, which follow every message
   * of a contact.
   */
  static void news(Instance instance, String chat, Webhooks webhooks) {
    ObjectNode contact = node().put("remoteJid", chat).put("pushName", Names.of(chat));
    contact.put("profilePicUrl", "https://pps.whatsapp.net/v/t61.24694-24/lab.jpg");
    webhooks.emit(instance, Events.CONTACT_UPDATE, contact.put("instanceId", instance.id()));
    ArrayNode chats = JsonNodeFactory.instance.arrayNode();
    chats.addObject().put("remoteJid", chat).put("instanceId", instance.id());
    webhooks.emit(instance, Events.CHATS_UPDATE, chats);
  }

  /** Returns the data of {@code messages.update}. */
  static ObjectNode status(Instance instance, String jid, String id, String row, String status) {
    return node()
        .put("keyId", id)
        .put("remoteJid", jid)
        .put("fromMe", true)
        .put("status", status)
        .put("instanceId", instance.id())
        .put("messageId", row);
  }

  private ObjectNode end(ObjectNode data, Instance instance, String type, String source) {
    return data.put("messageType", type)
        .put("messageTimestamp", clock.instant().getEpochSecond())
        .put("instanceId", instance.id())
        .put("source", source);
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
