// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.OutboundMessageContent.AudioContent;
import dev.carteiro.contract.send.OutboundMessageContent.ContactCard;
import dev.carteiro.contract.send.OutboundMessageContent.ContactContent;
import dev.carteiro.contract.send.OutboundMessageContent.LocationContent;
import dev.carteiro.contract.send.OutboundMessageContent.MediaContent;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType;
import dev.carteiro.contract.send.OutboundMessageContent.PollContent;
import dev.carteiro.contract.send.OutboundMessageContent.ReactionContent;
import dev.carteiro.contract.send.OutboundMessageContent.TextContent;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The content of a message as a request describes it. What Evolution would reject is rejected here,
 * while the caller waits. {@code message} is null when there is none.
 */
record MessageContentRequest(String message, OutboundMessageContent content) {
  private static final int MAX_NAME = 255;
  private static final int MAX_URL = 2_048;
  private static final int MAX_CARDS = 100;
  private static final Set<String> CARD =
      Set.of("fullName", "phoneNumber", "organization", "email", "url");

  /** The standard alphabet, in whole groups of four. */
  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  /** One grapheme cluster that is no letter, digit, ASCII character or white space. */
  private static final Pattern EMOJI = Pattern.compile("(?!\\p{L}$|\\p{N}$|\\p{ASCII}$|\\s)\\X");

  /** A field of several types. */
  private static final String MESSAGE =
      """
      "message": {"type": "string", "minLength": 1,
        "description": "The text; the caption of media (optional); the question of a poll. Line \
      breaks, tabs and emoji are kept. At most MESSAGE_MAX_LENGTH characters (4096)."}
      """;

  /** The fields of each type in addition to the common fields, with their schemas. */
  private static final Map<OutboundContentType, ObjectNode> FIELDS =
      new EnumMap<>(OutboundContentType.class);

  static {
    for (OutboundContentType type : OutboundContentType.values()) {
      try {
        FIELDS.put(type, (ObjectNode) Json.mapper().readTree("{" + fields(type) + "}"));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("the fields of " + type + " are not JSON", e);
      }
    }
  }

  /** The fields of a type, as a JSON object of OpenAPI schemas without its braces. */
  private static String fields(OutboundContentType type) {
    return switch (type) {
      case TEXT -> MESSAGE;
      case MEDIA ->
          MESSAGE
              + """
              , "mediaType":
                {"type": "string", "enum": ["image", "video", "document"], "description": "For media."},
              "media": {"type": "string",
                "description": "For media: an http(s) URL, or base64 without a data: prefix."},
              "mimetype": {"type": "string", "description": "For media."},
              "fileName":
                {"type": "string", "description": "For media; required for a base64 document."}
              """;
      case AUDIO ->
          """
          "audio": {"type": "string",
            "description": "For audio: an http(s) URL, or base64 without a data: prefix."}
          """;
      case LOCATION ->
          """
          "latitude":
            {"type": "number", "minimum": -90, "maximum": 90, "description": "For location."},
          "longitude":
            {"type": "number", "minimum": -180, "maximum": 180, "description": "For location."},
          "name": {"type": "string", "description": "For location."},
          "address": {"type": "string", "description": "For location."}
          """;
      case CONTACT ->
          """
          "contacts": {"type": "array", "minItems": 1, "maxItems": 100,
            "items": {"$ref": "#/components/schemas/Contact"}, "description": "For contact."}
          """;
      case REACTION ->
          """
          "reactTo": {
            "type": "object", "required": ["messageId"], "additionalProperties": false,
            "properties": {
              "messageId":
                {"type": "string", "description": "WhatsApp's id of the message reacted to."},
              "fromMe": {"type": "boolean", "default": false}
            },
            "description": "For reaction."
          },
          "reaction": {"type": "string",
            "description": "For reaction: one emoji; \\"\\" takes an earlier one back."}
          """;
      case POLL ->
          MESSAGE
              + """
              , "values": {
                "type": "array", "minItems": 2, "maxItems": 10, "uniqueItems": true,
                "items": {"type": "string", "maxLength": 255},
                "description": "For poll: the answers."
              },
              "selectableCount": {
                "type": "integer", "minimum": 0, "maximum": 10, "default": 1,
                "description": "For poll: how many answers one may choose; 0 for any number."
              }
              """;
    };
  }

  /** Adds the types and their fields to the properties of a request in the API's description. */
  static void describe(ObjectNode properties) {
    ObjectNode type = properties.putObject("type").put("type", "string").put("default", "text");
    FIELDS.keySet().forEach(known -> type.withArray("enum").add(known.text()));
    FIELDS.values().forEach(properties::setAll);
  }

  /** Reads the content; rejects fields that are neither common nor of its type. */
  static MessageContentRequest read(RequestFieldReader request, Set<String> common, int maxLength) {
    OutboundContentType type =
        Objects.requireNonNullElse(
            request.choice(
                "type", List.of(OutboundContentType.values()), OutboundContentType::text),
            OutboundContentType.TEXT);
    Set<String> known = new HashSet<>(common);
    FIELDS.get(type).fieldNames().forEachRemaining(known::add);
    request.only(known);
    return switch (type) {
      case TEXT ->
          new MessageContentRequest(
              MessageTextValidator.required(request, "message", maxLength), new TextContent());
      case MEDIA ->
          new MessageContentRequest(
              MessageTextValidator.optional(request, "message", maxLength), media(request));
      case AUDIO -> new MessageContentRequest(null, new AudioContent(data(request, "audio")));
      case LOCATION -> new MessageContentRequest(null, location(request));
      case CONTACT -> new MessageContentRequest(null, contacts(request));
      case REACTION -> new MessageContentRequest(null, reaction(request));
      case POLL ->
          new MessageContentRequest(
              MessageTextValidator.required(request, "message", maxLength), poll(request));
    };
  }

  private static OutboundMessageContent media(RequestFieldReader request) {
    request.require("mediaType");
    String mediaType =
        request.choice("mediaType", List.of("image", "video", "document"), Function.identity());
    String media = data(request, "media");
    String fileName = request.text("fileName", MAX_NAME);
    if (mediaType.equals("document") && fileName == null && !isUrl(media)) {
      request.require("fileName");
    }
    return new MediaContent(mediaType, media, request.text("mimetype", MAX_NAME), fileName);
  }

  /** An http(s) URL, or base64. */
  private static String data(RequestFieldReader request, String name) {
    request.require(name);
    String data = request.anyText(name);
    if (!isUrl(data) && (data.isEmpty() || !BASE64.matcher(data).matches())) {
      throw request.invalid(name, "an http or https URL, or base64 without a data: prefix");
    }
    return data;
  }

  private static boolean isUrl(String text) {
    if (text.length() > MAX_URL) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static OutboundMessageContent location(RequestFieldReader request) {
    request.require("latitude");
    request.require("longitude");
    return new LocationContent(
        request.decimal("latitude", -90, 90),
        request.decimal("longitude", -180, 180),
        request.requiredText("name", MAX_NAME),
        request.requiredText("address", MAX_NAME));
  }

  private static OutboundMessageContent contacts(RequestFieldReader request) {
    request.require("contacts");
    List<ContactCard> cards = new ArrayList<>();
    for (RequestFieldReader item : request.objects("contacts")) {
      if (item == null || cards.size() == MAX_CARDS) {
        throw invalidContacts(request);
      }
      item.only(CARD);
      cards.add(
          new ContactCard(
              item.requiredText("fullName", MAX_NAME),
              RecipientValidator.phone(
                  item.requiredText("phoneNumber", 20), "contacts.phoneNumber"),
              item.text("organization", MAX_NAME),
              item.text("email", MAX_NAME),
              item.text("url", MAX_URL)));
    }
    if (cards.isEmpty()) {
      throw invalidContacts(request);
    }
    return new ContactContent(cards);
  }

  private static RuntimeException invalidContacts(RequestFieldReader request) {
    return request.invalid("contacts", "a list of 1 to " + MAX_CARDS + " objects");
  }

  private static OutboundMessageContent reaction(RequestFieldReader request) {
    request.require("reactTo");
    RequestFieldReader target = request.object("reactTo", Set.of("messageId", "fromMe"));
    request.require("reaction");
    String reaction = request.anyText("reaction");
    if (!reaction.isEmpty()
        && (!MessageTextValidator.isSendable(reaction) || !EMOJI.matcher(reaction).matches())) {
      throw request.invalid("reaction", "one emoji, or \"\" to take an earlier reaction back");
    }
    return new ReactionContent(
        target.requiredText("messageId", MAX_NAME), target.flag("fromMe"), reaction);
  }

  private static OutboundMessageContent poll(RequestFieldReader request) {
    List<String> values = request.texts("values", 10);
    if (values.size() < 2
        || new HashSet<>(values).size() < values.size()
        || values.stream().anyMatch(value -> !isAnswer(value))) {
      throw request.invalid(
          "values", "2 to 10 different answers of 1 to " + MAX_NAME + " characters");
    }
    Integer selectable = request.integer("selectableCount", 0, values.size());
    return new PollContent(selectable == null ? 1 : selectable, values);
  }

  private static boolean isAnswer(String value) {
    return !value.isBlank() && value.length() <= MAX_NAME && MessageTextValidator.isSendable(value);
  }
}
