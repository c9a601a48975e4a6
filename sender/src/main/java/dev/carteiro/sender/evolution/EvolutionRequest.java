// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request of the Evolution API, version 2.3. A message call never has a query: there Evolution
 * lets {@code ?instanceName=} override the path after it checked the key, which would reach
 * instances of other tenants. It never uses Evolution's {@code delay}, which holds the call open.
 *
 * @param path below the server's base URL; the instance name is one encoded segment
 * @param body JSON; null for a GET
 */
public record EvolutionRequest(String path, byte[] body) {
  private static final String UNRESERVED = "-_.~";

  /** The request for a dispatch; empty when the instance's name cannot be a path segment. */
  public static Optional<EvolutionRequest> of(SendDispatch dispatch) {
    String name = dispatch.instance().name();
    if (!isSegment(name)) {
      return Optional.empty();
    }
    String instance = segment(name);
    return Optional.of(
        switch (dispatch.action()) {
          case PROBE -> state(instance);
          case PRESENCE ->
              new EvolutionRequest(
                  "/chat/sendPresence/" + instance, Json.write(presence(dispatch)));
          case SEND ->
              new EvolutionRequest(
                  "/message/" + route(dispatch.content()) + "/" + instance,
                  Json.write(message(dispatch)));
        });
  }

  /** {@code GET /}: asks for the server's version. Needs no key. */
  public static EvolutionRequest root() {
    return new EvolutionRequest("/", null);
  }

  /** Asks for the connection state of an instance; empty when its name cannot be a path segment. */
  public static Optional<EvolutionRequest> connectionState(String name) {
    return isSegment(name) ? Optional.of(state(segment(name))) : Optional.empty();
  }

  /**
   * Asks for the properties of an instance; empty when its name cannot be a path segment. The one
   * request with a query: here it really is a filter.
   */
  public static Optional<EvolutionRequest> fetchInstance(String name) {
    return isSegment(name)
        ? Optional.of(
            new EvolutionRequest("/instance/fetchInstances?instanceName=" + segment(name), null))
        : Optional.empty();
  }

  private static EvolutionRequest state(String instance) {
    return new EvolutionRequest("/instance/connectionState/" + instance, null);
  }

  /** Servers and proxies resolve dot segments, even encoded ones. */
  private static boolean isSegment(String name) {
    return !name.equals(".") && !name.equals("..");
  }

  private static String route(OutboundMessageContent content) {
    if (content instanceof OutboundMessageContent.MediaContent) {
      return "sendMedia";
    } else if (content instanceof OutboundMessageContent.AudioContent) {
      return "sendWhatsAppAudio";
    } else if (content instanceof OutboundMessageContent.LocationContent) {
      return "sendLocation";
    } else if (content instanceof OutboundMessageContent.ContactContent) {
      return "sendContact";
    } else if (content instanceof OutboundMessageContent.ReactionContent) {
      return "sendReaction";
    } else if (content instanceof OutboundMessageContent.PollContent) {
      return "sendPoll";
    } else if (content instanceof OutboundMessageContent.TextContent) {
      return "sendText";
    }
    throw new IllegalStateException("no route for " + content.getClass());
  }

  private static ObjectNode presence(SendDispatch dispatch) {
    return object()
        .put("number", dispatch.number())
        .put("presence", "composing")
        .put("delay", dispatch.typingMs());
  }

  private static ObjectNode message(SendDispatch dispatch) {
    OutboundMessageContent content = dispatch.content();
    ObjectNode body = object();
    if (!(content instanceof OutboundMessageContent.ReactionContent)) {
      body.put("number", dispatch.number());
    }
    if (content instanceof OutboundMessageContent.MediaContent media) {
      media(body, media, dispatch.message());
    } else if (content instanceof OutboundMessageContent.AudioContent audio) {
      body.put("audio", audio.audio());
    } else if (content instanceof OutboundMessageContent.LocationContent location) {
      body.put("latitude", location.latitude())
          .put("longitude", location.longitude())
          .put("name", location.name())
          .put("address", location.address());
    } else if (content instanceof OutboundMessageContent.ContactContent contacts) {
      ArrayNode cards = body.putArray("contact");
      contacts.contacts().forEach(card -> cards.add(card(card)));
    } else if (content instanceof OutboundMessageContent.ReactionContent reaction) {
      reaction(body, reaction, dispatch.number());
    } else if (content instanceof OutboundMessageContent.PollContent poll) {
      body.put("name", dispatch.message()).put("selectableCount", poll.selectableCount());
      poll.values().forEach(body.putArray("values")::add);
    } else if (content instanceof OutboundMessageContent.TextContent) {
      body.put("text", dispatch.message());
    } else {
      throw new IllegalStateException("no body for " + content.getClass());
    }
    optional(body, "messageId", dispatch.clientMessageId());
    return body;
  }

  private static void media(
      ObjectNode body, OutboundMessageContent.MediaContent media, String caption) {
    body.put("mediatype", media.mediaType()).put("media", media.media());
    optional(body, "mimetype", media.mimetype());
    optional(body, "fileName", media.fileName());
    optional(body, "caption", caption);
  }

  private static ObjectNode card(OutboundMessageContent.ContactCard card) {
    ObjectNode node =
        object().put("fullName", card.fullName()).put("phoneNumber", card.phoneNumber());
    optional(node, "organization", card.organization());
    optional(node, "email", card.email());
    optional(node, "url", card.url());
    return node;
  }

  private static void reaction(
      ObjectNode body, OutboundMessageContent.ReactionContent reaction, String number) {
    body.putObject("key")
        .put("id", reaction.messageId())
        // The one call that takes a jid instead of a number.
        .put("remoteJid", number.contains("@") ? number : number + "@s.whatsapp.net")
        .put("fromMe", reaction.fromMe());
    body.put("reaction", reaction.reaction());
  }

  private static void optional(ObjectNode node, String name, String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }

  /** Percent-encodes a name, so that no character of it can end its path segment. */
  static String segment(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  /** Omits the body, because it contains a message. */
  @Override
  public String toString() {
    return "EvolutionRequest[path=" + path + "]";
  }
}
