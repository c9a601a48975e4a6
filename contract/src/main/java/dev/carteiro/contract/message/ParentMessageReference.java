// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import java.util.Set;

/**
 * Refers to the message that another message belongs to, such as the album of a picture.
 *
 * @param messageId WhatsApp's id of it; null when the webhook does not name it
 * @param relation WhatsApp's word for how ({@code AssociationType}), in lower case, such as {@code
 *     media_album}; {@code type_N} for a number that this version does not know
 */
public record ParentMessageReference(String messageId, String relation) {
  /** Relations of a part or copy: another quality of the parent's media, or a part of it. */
  private static final Set<String> PARTS =
      Set.of(
          """
          event_cover_image hd_video_dual_upload media_poll hd_image_dual_upload
          sticker_annotation motion_photo hevc_video_dual_upload
          """
              .split("\\s+"));

  /** Whether the message is a part or a copy of its parent, and no message of its own. */
  boolean isPart() {
    return PARTS.contains(relation);
  }
}
