// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.Media;
import dev.carteiro.contract.event.MessageType;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Reads the media reference of a content from Baileys' protobuf fields, from Meta's fields, or from
 * what the API was asked to send.
 */
final class MediaReader {
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

  private static final Media NOTHING =
      new Media(null, null, null, null, null, null, null, null, null, null);

  private MediaReader() {}

  /** The reference to the content's media; null when none is known. */
  static Media read(JsonNode element, Content content) {
    JsonNode node = content.node();
    String copy = Fields.text(content.outer(), COPY);
    copy = copy == null ? Fields.text(content.holder(), COPY) : copy;
    String base64 = InlinedContent.of(element, content);
    if (!isMedia(content.type())) {
      // Media of another content, such as the picture above a template's text.
      return copy == null && base64 == null
          ? null
          : new Media(copy, null, null, null, null, null, null, null, null, base64);
    }
    Media media =
        new Media(
            // Evolution's own copy first: anyone can fetch it. WhatsApp's is encrypted and stays
            // reachable by its path.
            copy == null ? url(node) : copy,
            Fields.firstText(node, "mimetype", "mime_type"),
            fileName(content),
            sha256(node),
            notNegative(node.path("fileLength")),
            notNegative(node.path("seconds")),
            cloudId(node),
            mediaKey(node),
            Fields.text(node, "directPath"),
            base64);
    return media.equals(NOTHING) ? null : media;
  }

  static boolean isMedia(MessageType type) {
    return MEDIA.contains(type);
  }

  private static String url(JsonNode node) {
    String url = Fields.firstText(node, "url", "link");
    for (String field : new String[] {InlinedContent.REQUESTED, "id"}) {
      String given = Fields.text(node, field);
      url = url == null && InlinedContent.isUrl(given) ? given : url;
    }
    return url;
  }

  private static String cloudId(JsonNode node) {
    String id = Fields.id(node, "id");
    return InlinedContent.isUrl(id) ? null : id;
  }

  private static String fileName(Content content) {
    String name = Fields.firstText(content.node(), "fileName", "filename");
    return name == null && content.type() == MessageType.DOCUMENT
        ? Fields.text(content.node(), "title")
        : name;
  }

  private static String sha256(JsonNode node) {
    byte[] digest = Encodings.bytes(node.path("fileSha256"));
    return digest != null && digest.length == SHA256_BYTES
        ? HexFormat.of().formatHex(digest)
        : Fields.id(node, "sha256");
  }

  private static String mediaKey(JsonNode node) {
    byte[] key = Encodings.bytes(node.path("mediaKey"));
    return key == null ? null : Base64.getEncoder().encodeToString(key);
  }

  private static Long notNegative(JsonNode node) {
    Long number = Encodings.number(node);
    return number == null || number < 0 ? null : number;
  }
}
