// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentVisitor;
import dev.carteiro.contract.send.SendDispatch;

/** Builds the request that sends a message, by its content. The instance is one path segment. */
record MessageRequestBuilder(SendDispatch dispatch, String instance)
    implements OutboundContentVisitor<EvolutionRequest> {

  @Override
  public EvolutionRequest text(OutboundMessageContent.TextContent text) {
    return request("sendText", toNumber().put("text", dispatch.message()));
  }

  @Override
  public EvolutionRequest media(OutboundMessageContent.MediaContent media) {
    ObjectNode body = toNumber().put("mediatype", media.mediaType()).put("media", media.media());
    optional(body, "mimetype", media.mimetype());
    optional(body, "fileName", media.fileName());
    optional(body, "caption", dispatch.message());
    return request("sendMedia", body);
  }

  @Override
  public EvolutionRequest audio(OutboundMessageContent.AudioContent audio) {
    return request("sendWhatsAppAudio", toNumber().put("audio", audio.audio()));
  }

  @Override
  public EvolutionRequest location(OutboundMessageContent.LocationContent location) {
    return request(
        "sendLocation",
        toNumber()
            .put("latitude", location.latitude())
            .put("longitude", location.longitude())
            .put("name", location.name())
            .put("address", location.address()));
  }

  @Override
  public EvolutionRequest contact(OutboundMessageContent.ContactContent contact) {
    ObjectNode body = toNumber();
    ArrayNode cards = body.putArray("contact");
    contact.contacts().forEach(card -> add(card, cards.addObject()));
    return request("sendContact", body);
  }

  @Override
  public EvolutionRequest reaction(OutboundMessageContent.ReactionContent reaction) {
    String number = dispatch.number();
    ObjectNode body = Json.mapper().createObjectNode();
    body.putObject("key")
        .put("id", reaction.messageId())
        // The one call that takes a jid instead of a number.
        .put("remoteJid", number.contains("@") ? number : number + "@s.whatsapp.net")
        .put("fromMe", reaction.fromMe());
    return request("sendReaction", body.put("reaction", reaction.reaction()));
  }

  @Override
  public EvolutionRequest poll(OutboundMessageContent.PollContent poll) {
    ObjectNode body =
        toNumber().put("name", dispatch.message()).put("selectableCount", poll.selectableCount());
    poll.values().forEach(body.putArray("values")::add);
    return request("sendPoll", body);
  }

  private ObjectNode toNumber() {
    return Json.mapper().createObjectNode().put("number", dispatch.number());
  }

  private static void add(OutboundMessageContent.ContactCard card, ObjectNode node) {
    node.put("fullName", card.fullName()).put("phoneNumber", card.phoneNumber());
    optional(node, "organization", card.organization());
    optional(node, "email", card.email());
    optional(node, "url", card.url());
  }

  private static void optional(ObjectNode node, String name, String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private EvolutionRequest request(String route, ObjectNode body) {
    optional(body, "messageId", dispatch.clientMessageId());
    return new EvolutionRequest("/message/" + route + "/" + instance, Json.write(body));
  }
}
