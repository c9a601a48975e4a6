// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.OutboundMessageContent;
import java.util.Locale;

/** Derives a row's columns from the content of a message to send. */
final class JobContentMapper {
  private JobContentMapper() {}

  /** The type of the message; for media the media type. Null for null. */
  static String type(OutboundMessageContent content) {
    if (content == null) {
      return null;
    }
    if (content instanceof OutboundMessageContent.MediaContent media && media.mediaType() != null) {
      return media.mediaType().toLowerCase(Locale.ROOT);
    }
    return tree(content).path("type").textValue();
  }

  /**
   * The content as JSON without inlined media. Their length replaces them ({@code mediaLength},
   * {@code audioLength}, in characters of base64). Null for null.
   */
  static JsonNode slim(OutboundMessageContent content) {
    if (content == null) {
      return null;
    }
    ObjectNode tree = tree(content);
    leaveOut(tree, "media");
    leaveOut(tree, "audio");
    return tree;
  }

  private static void leaveOut(ObjectNode tree, String field) {
    String value = tree.path(field).textValue();
    if (value != null && !isUrl(value)) {
      tree.remove(field);
      tree.put(field + "Length", value.length());
    }
  }

  private static boolean isUrl(String media) {
    return media.regionMatches(true, 0, "http://", 0, 7)
        || media.regionMatches(true, 0, "https://", 0, 8);
  }

  private static ObjectNode tree(OutboundMessageContent content) {
    return Json.mapper().valueToTree(content);
  }
}
