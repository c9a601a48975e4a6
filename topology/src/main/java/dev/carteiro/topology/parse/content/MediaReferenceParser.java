// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Reads the media reference of a content from Baileys' protobuf fields, from Meta's fields, or from
 * what the API was asked to send.
 */
public final class MediaReferenceParser {
  private static final int SHA256_BYTES = 32;

  private static final Set<MessageType> MEDIA =
      EnumSet.of(
          MessageType.IMAGE,
          MessageType.VIDEO,
          MessageType.VIDEO_NOTE,
          MessageType.AUDIO,
          MessageType.VOICE,
          MessageType.DOCUMENT,
          MessageType.STICKER);

  /** Field with the URL at Evolution's S3 or MinIO. */
  private static final String COPY = "mediaUrl";

  private static final MediaReference NOTHING =
      new MediaReference(null, null, null, null, null, null, null, null, null, null);

  private MediaReferenceParser() {}

  public static MediaReference read(JsonNode element, InboundMessageContent content) {
    JsonNode node = content.node();
    String copy = JsonFieldReader.text(content.outer(), COPY);
    copy = copy == null ? JsonFieldReader.text(content.holder(), COPY) : copy;
    String base64 = InlineMediaExtractor.of(element, content);
    if (!isMedia(content.type())) {
      // Media of another content, such as the picture above a template's text.
      return copy == null && base64 == null
          ? null
          : new MediaReference(copy, null, null, null, null, null, null, null, null, base64);
    }
    MediaReference media =
        new MediaReference(
            // Evolution's own copy first: anyone can fetch it. WhatsApp's is encrypted and stays
            // reachable by its path.
            copy == null ? url(node) : copy,
            JsonFieldReader.firstText(node, "mimetype", "mime_type"),
            fileName(content),
            sha256(node),
            notNegative(node.path("fileLength")),
            notNegative(node.path("seconds")),
            cloudId(node),
            mediaKey(node),
            JsonFieldReader.text(node, "directPath"),
            base64);
    return media.equals(NOTHING) ? null : media;
  }

  static boolean isMedia(MessageType type) {
    return MEDIA.contains(type);
  }

  private static String url(JsonNode node) {
    String url = JsonFieldReader.firstText(node, "url", "link");
    for (String field : new String[] {InlineMediaExtractor.REQUESTED, "id"}) {
      String given = JsonFieldReader.text(node, field);
      url = url == null && InlineMediaExtractor.isUrl(given) ? given : url;
    }
    return url;
  }

  private static String cloudId(JsonNode node) {
    String id = JsonFieldReader.id(node, "id");
    return InlineMediaExtractor.isUrl(id) ? null : id;
  }

  private static String fileName(InboundMessageContent content) {
    String name = JsonFieldReader.firstText(content.node(), "fileName", "filename");
    return name == null && content.type() == MessageType.DOCUMENT
        ? JsonFieldReader.text(content.node(), "title")
        : name;
  }

  private static String sha256(JsonNode node) {
    byte[] digest = EvolutionValueDecoder.bytes(node.path("fileSha256"));
    return digest != null && digest.length == SHA256_BYTES
        ? HexFormat.of().formatHex(digest)
        : JsonFieldReader.id(node, "sha256");
  }

  private static String mediaKey(JsonNode node) {
    byte[] key = EvolutionValueDecoder.bytes(node.path("mediaKey"));
    return key == null ? null : Base64.getEncoder().encodeToString(key);
  }

  private static Long notNegative(JsonNode node) {
    Long number = EvolutionValueDecoder.number(node);
    return number == null || number < 0 ? null : number;
  }
}
