// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a send job stands. */
public enum JobState {
  /** Waits for its time. */
  SCHEDULED,
  /** Waits for its turn. */
  QUEUED,
  /** Its turn came, but it may not leave yet; the event's reason says why. */
  HELD,
  /** An attempt was handed to the senders. */
  DISPATCHED,
  /** An attempt failed in passing; the next one has its time. */
  RETRYING,
  /** The request may have reached Evolution: it waits for Evolution's own echo. */
  UNKNOWN,
  /** Evolution answered 201: WhatsApp has not acknowledged it yet. */
  ACCEPTED,
  /** WhatsApp's server has it (SERVER_ACK). */
  SENT,
  /** It reached a device of the recipient. */
  DELIVERED,
  /** It was read, or played. */
  READ,
  /** It will not be sent: the reason says why. A late acknowledgement may still correct this. */
  FAILED,
  /** All automatic steps are used up: a person decides, by resend or discard. */
  MANUAL,
  /** Taken back before it left. */
  CANCELLED,
  /** Its time ran out before it left. */
  EXPIRED;

  /** Whether Evolution is known to have taken the message. */
  public boolean isAccepted() {
    return this == ACCEPTED || this == SENT || this == DELIVERED || this == READ;
  }

  /** Whether nothing further is done for the job by itself. */
  public boolean isOver() {
    return isAccepted() || this == FAILED || this == CANCELLED || this == EXPIRED;
  }

  /** Whether the message has not been handed to the senders, or is back from there unsent. */
  public boolean isWaiting() {
    return this == SCHEDULED || this == QUEUED || this == HELD || this == RETRYING;
  }

  /** The state's name as records and rows write it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if there is no such state
   */
  @JsonCreator
  public static JobState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
