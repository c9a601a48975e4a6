// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.send.OutboundMessageContent;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The content of a message as a request describes it, validated by Evolution's rules. What
 * Evolution would reject is rejected here, while the caller still waits for the response.
 *
 * @param message text, caption or question; null when there is none
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

  /** Message types, with the fields of each in addition to the common fields. */
  private enum RequestedContentType {
    TEXT("message"),
    MEDIA("message", "mediaType", "media", "mimetype", "fileName"),
    AUDIO("audio"),
    LOCATION("latitude", "longitude", "name", "address"),
    CONTACT("contacts"),
    REACTION("reactTo", "reaction"),
    POLL("message", "values", "selectableCount");

    private final Set<String> fields;

    RequestedContentType(String... fields) {
      this.fields = Set.of(fields);
    }

    static RequestedContentType of(RequestFieldReader request) {
      String type = request.text("type", 20);
      if (type == null) {
        return TEXT;
      }
      for (RequestedContentType kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(type)) {
          return kind;
        }
      }
      throw request.invalid("type", "text, media, audio, location, contact, reaction or poll");
    }
  }

  /**
   * Reads the content and rejects unknown fields.
   *
   * @param common fields that every type may have
   * @param longest maximum text length in code points
   */
  static MessageContentRequest read(RequestFieldReader request, Set<String> common, int longest) {
    RequestedContentType kind = RequestedContentType.of(request);
    Set<String> known = new HashSet<>(common);
    known.addAll(kind.fields);
    request.only(known);
    return switch (kind) {
      case TEXT ->
          new MessageContentRequest(
              MessageTextValidator.required(request, "message", longest),
              new OutboundMessageContent.TextContent());
      case MEDIA ->
          new MessageContentRequest(
              MessageTextValidator.optional(request, "message", longest), media(request));
      case AUDIO ->
          new MessageContentRequest(
              null, new OutboundMessageContent.AudioContent(data(request, "audio")));
      case LOCATION -> new MessageContentRequest(null, location(request));
      case CONTACT -> new MessageContentRequest(null, contacts(request));
      case REACTION -> new MessageContentRequest(null, reaction(request));
      case POLL ->
          new MessageContentRequest(
              MessageTextValidator.required(request, "message", longest), poll(request));
    };
  }

  private static OutboundMessageContent media(RequestFieldReader request) {
    String mediaType = request.requiredText("mediaType", 20);
    if (!Set.of("image", "video", "document").contains(mediaType)) {
      throw request.invalid("mediaType", "image, video or document");
    }
    String media = data(request, "media");
    String fileName = request.text("fileName", MAX_NAME);
    if (mediaType.equals("document") && fileName == null && !isUrl(media)) {
      request.require("fileName");
    }
    return new OutboundMessageContent.MediaContent(
        mediaType, media, request.text("mimetype", MAX_NAME), fileName);
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
    return new OutboundMessageContent.LocationContent(
        request.decimal("latitude", -90, 90),
        request.decimal("longitude", -180, 180),
        request.requiredText("name", MAX_NAME),
        request.requiredText("address", MAX_NAME));
  }

  private static OutboundMessageContent contacts(RequestFieldReader request) {
    request.require("contacts");
    List<OutboundMessageContent.ContactCard> cards = new ArrayList<>();
    for (RequestFieldReader item : request.objects("contacts")) {
      if (item == null || cards.size() == MAX_CARDS) {
        throw badCards(request);
      }
      item.only(CARD);
      cards.add(
          new OutboundMessageContent.ContactCard(
              item.requiredText("fullName", MAX_NAME),
              RecipientValidator.phone(
                  item.requiredText("phoneNumber", 20), "contacts.phoneNumber"),
              item.text("organization", MAX_NAME),
              item.text("email", MAX_NAME),
              item.text("url", MAX_URL)));
    }
    if (cards.isEmpty()) {
      throw badCards(request);
    }
    return new OutboundMessageContent.ContactContent(cards);
  }

  private static RuntimeException badCards(RequestFieldReader request) {
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
    return new OutboundMessageContent.ReactionContent(
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
    return new OutboundMessageContent.PollContent(selectable == null ? 1 : selectable, values);
  }

  private static boolean isAnswer(String value) {
    return !value.isBlank() && value.length() <= MAX_NAME && MessageTextValidator.isSendable(value);
  }
}
