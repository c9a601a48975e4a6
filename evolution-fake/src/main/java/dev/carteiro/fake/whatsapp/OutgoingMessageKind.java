// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.fake.faults.SimulatedResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A kind of outgoing message, with its endpoint, its request validation and its content. */
public enum OutgoingMessageKind {
  TEXT("sendText", OutgoingContentFactory::text, true),
  MEDIA("sendMedia", OutgoingContentFactory::media, true),
  AUDIO("sendWhatsAppAudio", OutgoingContentFactory::audio, true),
  LOCATION("sendLocation", OutgoingContentFactory::location, false),
  CONTACT("sendContact", OutgoingContentFactory::contact, false),
  REACTION("sendReaction", OutgoingContentFactory::reaction, false),
  POLL("sendPoll", OutgoingContentFactory::poll, false);

  private static final List<String> MEDIA_TYPES = List.of("image", "document", "video", "audio");
  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]*={0,2}");
  private static final Pattern NO_EMOJI = Pattern.compile(".*[\\p{L}\\d\\p{Punct}\\s].*");
  private static final int MAX_EMOJI_UNITS = 16;

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
