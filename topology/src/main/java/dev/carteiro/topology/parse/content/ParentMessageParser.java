// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.util.Locale;

/**
 * Reads the message that a content belongs to, from {@code messageContextInfo.messageAssociation}.
 */
final class ParentMessageParser {
  /** {@code AssociationType} of WhatsApp's definition, by number. */
  private static final String[] RELATIONS = {
    "unknown",
    "media_album",
    "bot_plugin",
    "event_cover_image",
    "status_poll",
    "hd_video_dual_upload",
    "status_external_reshare",
    "media_poll",
    "status_add_yours",
    "status_notification",
    "hd_image_dual_upload",
    "sticker_annotation",
    "motion_photo",
    "status_link_action",
    "view_all_replies",
    "status_add_yours_ai_imagine",
    "status_question",
    "status_add_yours_diwali",
    "status_reaction",
    "hevc_video_dual_upload",
    "poll_add_option"
  };

  private ParentMessageParser() {}

  /** The parent that the holder names beside the content; null for none. */
  static ParentMessageReference read(JsonNode holder) {
    JsonNode association = holder.path("messageContextInfo").path("messageAssociation");
    String id = JsonFieldReader.id(association, "parentMessageKey", "id");
    return id == null
        ? null
        : new ParentMessageReference(id, relation(association.path("associationType")));
  }

  private static String relation(JsonNode type) {
    if (type.isTextual()) {
      return TextTruncator.atMost(type.textValue()).toLowerCase(Locale.ROOT);
    }
    int number = type.asInt();
    return number >= 0 && number < RELATIONS.length ? RELATIONS[number] : "type_" + number;
  }
}
