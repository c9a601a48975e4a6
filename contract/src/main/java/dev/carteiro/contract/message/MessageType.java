// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The type of a message without its wrappers (ephemeral, view once, …), in lower case. */
public enum MessageType {
  TEXT(0),
  IMAGE(1),
  VIDEO(2),
  /** A round video note ({@code ptvMessage}). */
  VIDEO_NOTE(3),
  AUDIO(4),
  /** An audio recorded in the chat ({@code ptt}). */
  VOICE(5),
  DOCUMENT(6),
  STICKER(7),
  LOCATION(8),
  LIVE_LOCATION(9),
  CONTACT(10),
  CONTACTS(11),
  REACTION(12),
  POLL(13),
  POLL_VOTE(14),
  LIST(15),
  LIST_RESPONSE(16),
  BUTTONS(17),
  BUTTON_RESPONSE(18),
  INTERACTIVE(19),
  INTERACTIVE_RESPONSE(20),
  TEMPLATE(21),
  GROUP_INVITE(22),
  ORDER(23),
  PRODUCT(24),
  EVENT(25),
  /** Content that this device may not see yet; replaced when the same id arrives with content. */
  PLACEHOLDER(26),
  /** A kind that this version does not know; its raw body is kept. */
  UNKNOWN(27),
  /** Money sent, asked for or declined, an invoice, an invitation to pay in the chat. */
  PAYMENT(28),
  /** A call that took or takes place, or is planned, as the chat shows it. */
  CALL(29),
  STICKER_PACK(30),
  /** An invitation to follow or to run a channel. */
  CHANNEL_INVITE(31),
  MUSIC(32);

  private final int storeCode;

  MessageType(int storeCode) {
    this.storeCode = storeCode;
  }

  /** The number of this type in stored bytes; never changed, never used again. */
  public int storeCode() {
    return storeCode;
  }

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
