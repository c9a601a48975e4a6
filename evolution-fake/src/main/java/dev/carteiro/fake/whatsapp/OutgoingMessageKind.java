// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType;
import dev.carteiro.fake.faults.SimulatedResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A kind of outgoing message, with its endpoint, its request validation and its content. */
public enum OutgoingMessageKind {
  TEXT("sendText", OutgoingMessageKind::text, true),
  MEDIA("sendMedia", OutgoingMessageKind::media, true),
  AUDIO("sendWhatsAppAudio", OutgoingMessageKind::audio, true),
  LOCATION("sendLocation", OutgoingMessageKind::location, false),
  CONTACT("sendContact", OutgoingMessageKind::contact, false),
  REACTION("sendReaction", OutgoingMessageKind::reaction, false),
  POLL("sendPoll", OutgoingMessageKind::poll, false);

  private static final List<String> MEDIA_TYPES = List.of("image", "document", "video", "audio");
  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]*={0,2}");
  private static final Pattern NO_EMOJI = Pattern.compile(".*[\\p{L}\\d\\p{Punct}\\s].*");
  private static final int MAX_EMOJI_UNITS = 16;
  private static final int THUMBNAIL_BYTES = 274;

  private final String endpoint;
  private final BiFunction<OutgoingContentFactory, JsonNode, OutgoingMessageContent> content;
  private final boolean onEvolutionChannel;

  OutgoingMessageKind(
      String endpoint,
      BiFunction<OutgoingContentFactory, JsonNode, OutgoingMessageContent> content,
      boolean evolutionChannel) {
    this.endpoint = endpoint;
    this.content = content;
    this.onEvolutionChannel = evolutionChannel;
  }

  /** Returns the kind that simulates a type of content; every type has one. */
  public static OutgoingMessageKind of(OutboundContentType type) {
    return switch (type) {
      case TEXT -> TEXT;
      case MEDIA -> MEDIA;
      case AUDIO -> AUDIO;
      case LOCATION -> LOCATION;
      case CONTACT -> CONTACT;
      case REACTION -> REACTION;
      case POLL -> POLL;
    };
  }

  /** Returns its name in the path. */
  public String endpoint() {
    return endpoint;
  }

  public boolean isAvailableOn(FakeInstance instance) {
    return onEvolutionChannel || !instance.integration().equals(FakeInstance.EVOLUTION);
  }

  /** Returns the recipient as the request gives it. */
  public String recipient(JsonNode request) {
    return this == REACTION
        ? request.path("key").path("remoteJid").asText()
        : request.path("number").asText();
  }

  public OutgoingMessageContent content(OutgoingContentFactory contents, JsonNode request) {
    return content.apply(contents, request);
  }

  /** Returns the error response to an invalid request; empty if the request is valid. */
  public Optional<SimulatedResponse> refusal(JsonNode request) {
    Function<RequestSchemaValidator, RequestSchemaValidator> schema =
        switch (this) {
          case TEXT -> body -> body.requires("number", "text").text("text");
          case MEDIA ->
              body ->
                  body.requires("number", "mediatype")
                      .oneOf("mediatype", MEDIA_TYPES)
                      .text("media");
          case AUDIO -> body -> body.requires("number").text("audio");
          case LOCATION ->
              body ->
                  body.requires("number", "latitude", "longitude", "name", "address")
                      .numeric("latitude")
                      .numeric("longitude");
          case CONTACT ->
              body -> body.requires("number", "contact").items("contact", 1, Integer.MAX_VALUE);
          case REACTION -> body -> body.requires("key", "reaction").text("reaction");
          case POLL ->
              body ->
                  body.requires("number", "name", "selectableCount", "values")
                      .numeric("selectableCount")
                      .items("values", 2, 10);
        };
    return schema
        .apply(new RequestSchemaValidator(request))
        .number()
        .delay()
        .refusal()
        .or(() -> contentRefusal(request).map(message -> SimulatedResponse.error(400, message)));
  }

  private Optional<String> contentRefusal(JsonNode request) {
    return switch (this) {
      case TEXT -> when(request.path("text").asText().isBlank(), "Text is required");
      case MEDIA -> mediaRefusal(request);
      case AUDIO ->
          when(
              !isUrlOrBase64(request.path("audio").asText()),
              "Owned media must be a url, base64, or valid file with buffer");
      case REACTION ->
          when(
              !isEmojiOrEmpty(request.path("reaction").asText()),
              "Reaction must be a single emoji or empty string");
      case LOCATION, CONTACT, POLL -> Optional.empty();
    };
  }

  private static OutgoingMessageContent text(OutgoingContentFactory parts, JsonNode request) {
    String text = request.path("text").asText();
    ObjectNode context = parts.context();
    JsonNode quoted = request.path("quoted");
    if (quoted.path("key").has("id")) {
      context.put("participant", "").put("stanzaId", quoted.path("key").path("id").asText());
      context.set("quotedMessage", quoted.path("message"));
    }
    return new OutgoingMessageContent(
        "conversation", OutgoingContentFactory.node().put("conversation", text), context, text);
  }

  private static OutgoingMessageContent media(OutgoingContentFactory parts, JsonNode request) {
    String kind = request.path("mediatype").asText();
    String type = kind + "Message";
    ObjectNode media = OutgoingContentFactory.node();
    if (kind.equals("image")) {
      media.putArray("interactiveAnnotations");
      media.putArray("scanLengths");
      media.putArray("annotations");
    }
    media.put("url", "https://mmg.whatsapp.net/lab/up");
    media.put("mimetype", request.path("mimetype").asText(defaultMimetype(kind)));
    if (request.hasNonNull("caption")) {
      media.put("caption", request.path("caption").asText());
    }
    media.set("fileSha256", OutgoingContentFactory.bytes(OutgoingContentFactory.KEY_BYTES));
    media.set(
        "fileLength", OutgoingContentFactory.number(request.path("media").asText().length(), true));
    if (kind.equals("image")) {
      media.put("height", 1).put("width", 1);
    }
    media.set("mediaKey", OutgoingContentFactory.bytes(OutgoingContentFactory.KEY_BYTES));
    if (kind.equals("document")) {
      media.put("fileName", request.path("fileName").asText("file"));
    }
    parts.stored(media);
    if (kind.equals("image")) {
      media.set("jpegThumbnail", OutgoingContentFactory.bytes(THUMBNAIL_BYTES));
    }
    String summary = request.path("caption").asText(request.path("fileName").asText(kind));
    return OutgoingContentFactory.withContext(type, media, parts.context(), summary);
  }

  private static OutgoingMessageContent audio(OutgoingContentFactory parts, JsonNode request) {
    ObjectNode audio = OutgoingContentFactory.node();
    audio.put("url", "https://mmg.whatsapp.net/lab/up");
    audio.put("mimetype", "audio/ogg; codecs=opus");
    audio.set("fileSha256", OutgoingContentFactory.bytes(OutgoingContentFactory.KEY_BYTES));
    audio.set(
        "fileLength", OutgoingContentFactory.number(request.path("audio").asText().length(), true));
    audio.put("ptt", true);
    audio.set("mediaKey", OutgoingContentFactory.bytes(OutgoingContentFactory.KEY_BYTES));
    parts.stored(audio);
    ObjectNode context = OutgoingContentFactory.node();
    context.putArray("mentionedJid");
    context.putArray("groupMentions");
    context.putArray("statusAttributions");
    parts.disappearing(context);
    return OutgoingContentFactory.withContext("audioMessage", audio, context, "audio");
  }

  private static OutgoingMessageContent location(OutgoingContentFactory parts, JsonNode request) {
    ObjectNode location = OutgoingContentFactory.node();
    location.set("degreesLatitude", request.path("latitude"));
    location.set("degreesLongitude", request.path("longitude"));
    location.set("name", request.path("name"));
    location.set("address", request.path("address"));
    String summary = request.path("latitude").asText() + "," + request.path("longitude").asText();
    return OutgoingContentFactory.withContext(
        "locationMessage", location, parts.context(), summary);
  }

  private static OutgoingMessageContent contact(OutgoingContentFactory parts, JsonNode request) {
    JsonNode contacts = request.path("contact");
    if (contacts.size() != 1) {
      ObjectNode several =
          OutgoingContentFactory.node().put("displayName", contacts.size() + " contacts");
      contacts.forEach(one -> several.withArray("contacts").add(card(one)));
      return OutgoingContentFactory.withContext(
          "contactsArrayMessage", several, parts.context(), contacts.size() + " contacts");
    }
    JsonNode only = contacts.get(0);
    return OutgoingContentFactory.withContext(
        "contactMessage", card(only), parts.context(), only.path("fullName").asText("contact"));
  }

  private static OutgoingMessageContent reaction(OutgoingContentFactory parts, JsonNode request) {
    ObjectNode reaction =
        OutgoingContentFactory.node().put("text", request.path("reaction").asText());
    reaction.set("key", request.path("key"));
    reaction.put("senderTimestampMs", parts.nowMillis());
    ObjectNode message = OutgoingContentFactory.node();
    message.set("reactionMessage", reaction);
    return new OutgoingMessageContent(
        "reactionMessage", message, null, request.path("reaction").asText());
  }

  private static OutgoingMessageContent poll(OutgoingContentFactory parts, JsonNode request) {
    ObjectNode message = OutgoingContentFactory.node();
    ObjectNode about = message.putObject("messageContextInfo");
    about.set("messageSecret", OutgoingContentFactory.bytes(OutgoingContentFactory.KEY_BYTES));
    about.set("contextInfo", parts.context());
    ObjectNode poll = message.putObject("pollCreationMessageV3");
    poll.put("name", request.path("name").asText());
    poll.put("selectableOptionsCount", request.path("selectableCount").asInt());
    request
        .path("values")
        .forEach(value -> poll.withArray("options").addObject().put("optionName", value.asText()));
    return new OutgoingMessageContent(
        "pollCreationMessageV3", message, null, request.path("name").asText());
  }

  private static ObjectNode card(JsonNode contact) {
    String name = contact.path("fullName").asText();
    String phone = contact.path("phoneNumber").asText();
    String waid = contact.path("wuid").asText(phone.replaceAll("\\D", ""));
    return OutgoingContentFactory.node()
        .put("displayName", name)
        .put(
            "vcard",
            "BEGIN:VCARD\nVERSION:3.0\nN:%s\nFN:%s\nitem1.TEL;waid=%s:%s\nitem1.X-ABLabel:Celular\nEND:VCARD"
                .formatted(name, name, waid, phone));
  }

  private static String defaultMimetype(String kind) {
    return switch (kind) {
      case "image" -> "image/png";
      case "video" -> "video/mp4";
      case "audio" -> "audio/mpeg";
      default -> "application/pdf";
    };
  }

  private static Optional<String> mediaRefusal(JsonNode request) {
    String media = request.path("media").asText();
    if (!isUrlOrBase64(media)) {
      return Optional.of("Owned media must be a url or base64");
    }
    boolean unnamed =
        request.path("mediatype").asText().equals("document")
            && !URL.matcher(media).matches()
            && !request.hasNonNull("fileName");
    return when(unnamed, "For base64 the file name must be informed.");
  }

  private static boolean isUrlOrBase64(String media) {
    return !media.isBlank()
        && (URL.matcher(media).matches()
            || media.length() % 4 == 0 && BASE64.matcher(media).matches());
  }

  private static boolean isEmojiOrEmpty(String reaction) {
    return reaction.isEmpty()
        || reaction.length() <= MAX_EMOJI_UNITS && !NO_EMOJI.matcher(reaction).matches();
  }

  private static Optional<String> when(boolean wrong, String message) {
    return wrong ? Optional.of(message) : Optional.empty();
  }
}
