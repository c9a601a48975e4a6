// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import dev.carteiro.topology.parse.json.VerbatimSource;
import java.util.List;

/** Finds and strips media whose content is inlined in the webhook, as base64. */
public final class InlineMediaExtractor {
  /** Field with what the Cloud channel's API was asked to send: a URL, or the content. */
  static final String REQUESTED = "media";

  private static final String BASE64 = "base64";

  private InlineMediaExtractor() {}

  static boolean isUrl(String text) {
    return text != null && (text.startsWith("http://") || text.startsWith("https://"));
  }

  /** The content as base64; null when it is not inlined. */
  static String of(JsonNode element, InboundMessageContent content) {
    for (JsonNode place : places(element, content)) {
      String base64 = JsonFieldReader.text(place, BASE64);
      if (base64 != null) {
        return base64;
      }
    }
    String requested =
        MediaReferenceParser.isMedia(content.type())
            ? JsonFieldReader.text(content.node(), REQUESTED)
            : null;
    return isUrl(requested) ? null : requested;
  }

  /** Replaces that content by its number of characters, as {@code base64Length}. */
  public static void strip(JsonNode element, InboundMessageContent content, String base64) {
    VerbatimSource.changed(element);
    for (JsonNode place : places(element, content)) {
      strip(place, BASE64, base64);
    }
    strip(content.node(), REQUESTED, base64);
  }

  private static List<JsonNode> places(JsonNode element, InboundMessageContent content) {
    return List.of(content.outer(), content.holder(), content.node(), element);
  }

  private static void strip(JsonNode place, String name, String base64) {
    if (place instanceof ObjectNode object && base64.equals(object.path(name).textValue())) {
      object.remove(name);
      object.put(BASE64 + "Length", base64.length());
    }
  }
}
