// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The type of a message, without its wrappers (ephemeral, view once, edited, …). Written in lower
 * case.
 */
public enum MessageType {
  TEXT,
  IMAGE,
  VIDEO,
  /** A round video note ({@code ptvMessage}). */
  VIDEO_NOTE,
  AUDIO,
  /** An audio recorded in the chat ({@code ptt}). */
  VOICE,
  DOCUMENT,
  STICKER,
  LOCATION,
  LIVE_LOCATION,
  CONTACT,
  CONTACTS,
  REACTION,
  POLL,
  POLL_VOTE,
  LIST,
  LIST_RESPONSE,
  BUTTONS,
  BUTTON_RESPONSE,
  INTERACTIVE,
  INTERACTIVE_RESPONSE,
  TEMPLATE,
  GROUP_INVITE,
  ORDER,
  PRODUCT,
  EVENT,
  /** Content that this device may not see yet; replaced when the same id arrives with content. */
  PLACEHOLDER,
  /** A kind that this version does not know; its raw body is kept. */
  UNKNOWN,
  // Stored counts are indexed by ordinal: new types stand at the end.
  /** Money sent, asked for or declined, an invoice, an invitation to pay in the chat. */
  PAYMENT,
  /** A call that took or takes place, or is planned, as the chat shows it. */
  CALL,
  STICKER_PACK,
  /** An invitation to follow or to run a channel. */
  CHANNEL_INVITE,
  MUSIC;

  /** Whether it is a message of its own, and not only about another message. */
  public boolean standsAlone() {
    return this != REACTION && this != POLL_VOTE;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static MessageType of(String text) {
    for (MessageType type : values()) {
      if (type.name().equalsIgnoreCase(text)) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
