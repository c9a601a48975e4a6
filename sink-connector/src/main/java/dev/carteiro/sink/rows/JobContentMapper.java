// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
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
    return content.type().text();
  }

  /** {@link OutboundMessageContent#slimJson}; null for null. */
  static JsonNode slim(OutboundMessageContent content) {
    return content == null ? null : content.slimJson();
  }
}
