// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;

/** Builds the {@code data} object of message webhooks. */
public final class MessageEventDataFactory {
  private final Clock clock;

  public MessageEventDataFactory(Clock clock) {
    this.clock = clock;
  }

  /** Returns the data of {@code send.message}, which is also the response to the send. */
  public ObjectNode sent(
      FakeInstance instance, String jid, String id, OutgoingMessageContent content) {
    ObjectNode data = node();
    data.putObject("key").put("remoteJid", jid).put("fromMe", true).put("id", id);
    if (instance.integration().equals(FakeInstance.EVOLUTION)) {
      data.set("message", content.message());
      return end(data, instance, content.type(), "unknown");
    }
    data.put("pushName", "Você").put("status", "PENDING");
    data.set("message", content.message());
    if (content.contextInfo() != null && EvolutionJidFactory.isPerson(jid)) {
      data.set("contextInfo", content.contextInfo());
    }
    return end(data, instance, content.type(), "web");
  }

  /** Returns the data of {@code messages.upsert} for a contact's text. */
  public ObjectNode said(
      FakeInstance instance, String jid, String id, String text, ContactAddressingMode addressing) {
    ObjectNode data = node();
    addressing.address(data.putObject("key"), jid, id);
    data.put("pushName", ContactNameGenerator.of(jid)).put("status", "DELIVERY_ACK");
    data.putObject("message").put("conversation", text);
    return end(data, instance, "conversation", "android");
  }

  /** Returns the data of {@code messages.upsert} for a text that the owner wrote on the phone. */
  public ObjectNode fromPhone(FakeInstance instance, String jid, String id, String text) {
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
  public static void news(FakeInstance instance, String chat, InstanceWebhookPublisher webhooks) {
    ObjectNode contact =
        node().put("remoteJid", chat).put("pushName", ContactNameGenerator.of(chat));
    contact.put("profilePicUrl", "https://pps.whatsapp.net/v/t61.24694-24/lab.jpg");
    webhooks.emit(instance, FakeEventName.CONTACT_UPDATE, contact.put("instanceId", instance.id()));
    ArrayNode chats = JsonNodeFactory.instance.arrayNode();
    chats.addObject().put("remoteJid", chat).put("instanceId", instance.id());
    webhooks.emit(instance, FakeEventName.CHATS_UPDATE, chats);
  }

  /** Returns the data of {@code messages.update}. */
  static ObjectNode status(
      FakeInstance instance, String jid, String id, String row, String status) {
    return node()
        .put("keyId", id)
        .put("remoteJid", jid)
        .put("fromMe", true)
        .put("status", status)
        .put("instanceId", instance.id())
        .put("messageId", row);
  }

  private ObjectNode end(ObjectNode data, FakeInstance instance, String type, String source) {
    return data.put("messageType", type)
        .put("messageTimestamp", clock.instant().getEpochSecond())
        .put("instanceId", instance.id())
        .put("source", source);
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
