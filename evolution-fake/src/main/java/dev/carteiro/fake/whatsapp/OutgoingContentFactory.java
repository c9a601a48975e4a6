// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Builds the content of outgoing messages in the JSON that Evolution 2.3.7 returns and echoes:
 * binary data as an object of numbered bytes, 64-bit numbers as two halves.
 */
public final class OutgoingContentFactory {
  private static final int KEY_BYTES = 32;
  private static final int THUMBNAIL_BYTES = 274;

  /** Age of the setting for disappearing messages: two days, as in every recorded chat. */
  private static final long EPHEMERAL_SET_SECONDS_AGO = 172_800;

  private final Clock clock;

  public OutgoingContentFactory(Clock clock) {
    this.clock = clock;
  }

  OutgoingMessageContent text(JsonNode request) {
    String text = request.path("text").asText();
    ObjectNode context = context();
    JsonNode quoted = request.path("quoted");
    if (quoted.path("key").has("id")) {
      context.put("participant", "").put("stanzaId", quoted.path("key").path("id").asText());
      context.set("quotedMessage", quoted.path("message"));
    }
    return new OutgoingMessageContent(
        "conversation", node().put("conversation", text), context, text);
  }

  OutgoingMessageContent media(JsonNode request) {
    String kind = request.path("mediatype").asText();
    String type = kind + "Message";
    ObjectNode media = node();
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
    media.set("fileSha256", bytes(KEY_BYTES));
    media.set("fileLength", number(request.path("media").asText().length(), true));
    if (kind.equals("image")) {
      media.put("height", 1).put("width", 1);
    }
    media.set("mediaKey", bytes(KEY_BYTES));
    if (kind.equals("document")) {
      media.put("fileName", request.path("fileName").asText("file"));
    }
    stored(media);
    if (kind.equals("image")) {
      media.set("jpegThumbnail", bytes(THUMBNAIL_BYTES));
    }
    String summary = request.path("caption").asText(request.path("fileName").asText(kind));
    return withContext(type, media, context(), summary);
  }

  OutgoingMessageContent audio(JsonNode request) {
    ObjectNode audio = node();
    audio.put("url", "https://mmg.whatsapp.net/lab/up");
    audio.put("mimetype", "audio/ogg; codecs=opus");
    audio.set("fileSha256", bytes(KEY_BYTES));
    audio.set("fileLength", number(request.path("audio").asText().length(), true));
    audio.put("ptt", true);
    audio.set("mediaKey", bytes(KEY_BYTES));
    stored(audio);
    ObjectNode context = node();
    context.putArray("mentionedJid");
    context.putArray("groupMentions");
    context.putArray("statusAttributions");
    disappearing(context);
    return withContext("audioMessage", audio, context, "audio");
  }

  OutgoingMessageContent location(JsonNode request) {
    ObjectNode location = node();
    location.set("degreesLatitude", request.path("latitude"));
    location.set("degreesLongitude", request.path("longitude"));
    location.set("name", request.path("name"));
    location.set("address", request.path("address"));
    String summary = request.path("latitude").asText() + "," + request.path("longitude").asText();
    return withContext("locationMessage", location, context(), summary);
  }

  OutgoingMessageContent contact(JsonNode request) {
    JsonNode contacts = request.path("contact");
    if (contacts.size() != 1) {
      ObjectNode several = node().put("displayName", contacts.size() + " contacts");
      contacts.forEach(one -> several.withArray("contacts").add(card(one)));
      return withContext("contactsArrayMessage", several, context(), contacts.size() + " contacts");
    }
    JsonNode only = contacts.get(0);
    return withContext(
        "contactMessage", card(only), context(), only.path("fullName").asText("contact"));
  }

  OutgoingMessageContent reaction(JsonNode request) {
    ObjectNode reaction = node().put("text", request.path("reaction").asText());
    reaction.set("key", request.path("key"));
    reaction.put("senderTimestampMs", clock.millis());
    ObjectNode message = node();
    message.set("reactionMessage", reaction);
    return new OutgoingMessageContent(
        "reactionMessage", message, null, request.path("reaction").asText());
  }

  OutgoingMessageContent poll(JsonNode request) {
    ObjectNode message = node();
    ObjectNode about = message.putObject("messageContextInfo");
    about.set("messageSecret", bytes(KEY_BYTES));
    about.set("contextInfo", context());
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
    return node()
        .put("displayName", name)
        .put(
            "vcard",
            "BEGIN:VCARD\nVERSION:3.0\nN:%s\nFN:%s\nitem1.TEL;waid=%s:%s\nitem1.X-ABLabel:Celular\nEND:VCARD"
                .formatted(name, name, waid, phone));
  }

  /** Adds the fields that say where WhatsApp stores a file. */
  private void stored(ObjectNode media) {
    media.set("fileEncSha256", bytes(KEY_BYTES));
    media.put("directPath", "/lab/up");
    media.set("mediaKeyTimestamp", number(clock.instant().getEpochSecond(), false));
  }

  private static OutgoingMessageContent withContext(
      String type, ObjectNode content, ObjectNode context, String summary) {
    content.set("contextInfo", context);
    ObjectNode message = node();
    message.set(type, content);
    return new OutgoingMessageContent(type, message, context, summary);
  }

  private ObjectNode context() {
    ObjectNode context = node();
    context.putArray("mentionedJid");
    context.putArray("groupMentions");
    disappearing(context);
    return context;
  }

  private void disappearing(ObjectNode context) {
    context.set(
        "ephemeralSettingTimestamp",
        number(clock.instant().getEpochSecond() - EPHEMERAL_SET_SECONDS_AGO, false));
    context.putObject("disappearingMode").put("initiator", 0);
  }

  private static ObjectNode number(long value, boolean unsigned) {
    return node()
        .put("low", (int) value)
        .put("high", (int) (value >>> Integer.SIZE))
        .put("unsigned", unsigned);
  }

  private static ObjectNode bytes(int count) {
    ObjectNode bytes = node();
    for (int i = 0; i < count; i++) {
      bytes.put(Integer.toString(i), ThreadLocalRandom.current().nextInt(256));
    }
    return bytes;
  }

  private static String defaultMimetype(String kind) {
    return switch (kind) {
      case "image" -> "image/png";
      case "video" -> "video/mp4";
      case "audio" -> "audio/mpeg";
      default -> "application/pdf";
    };
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
