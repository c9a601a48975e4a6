// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a send job. */
public enum JobState {
  SCHEDULED(0),
  QUEUED(1),
  /** It is its turn, but it may not be sent yet; the event's reason says why. */
  HELD(2),
  /** An attempt was dispatched to the senders. */
  DISPATCHED(3),
  /** An attempt failed for a transient reason; the next one is planned. */
  RETRYING(4),
  /** The request may have reached Evolution; the job waits for Evolution's echo. */
  UNKNOWN(5),
  /** Evolution answered 201; WhatsApp has not acknowledged the message yet. */
  ACCEPTED(6),
  /** WhatsApp's server has it (SERVER_ACK). */
  SENT(7),
  DELIVERED(8),
  READ(9),
  /** It will not be sent: the reason says why. A late acknowledgement may still correct this. */
  FAILED(10),
  /** All automatic steps are used up: a person decides, by resend or discard. */
  MANUAL(11),
  CANCELLED(12),
  /** Its {@code expiresAt} passed before it was sent. */
  EXPIRED(13);

  private final int storeCode;

  JobState(int storeCode) {
    this.storeCode = storeCode;
  }

  /** The number of this state in stored bytes; never changed, never used again. */
  public int storeCode() {
    return storeCode;
  }

  /** Whether Evolution is known to have accepted the message. */
  public boolean isAccepted() {
    return this == ACCEPTED || this == SENT || this == DELIVERED || this == READ;
  }

  /** Whether nothing further is done to send the job automatically. */
  public boolean isOver() {
    return isAccepted() || this == FAILED || this == CANCELLED || this == EXPIRED;
  }

  /** Whether the message was not dispatched to the senders yet, or came back from them unsent. */
  public boolean isWaiting() {
    return this == SCHEDULED || this == QUEUED || this == HELD || this == RETRYING;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a name; throws {@link IllegalArgumentException} when there is no such state. */
  @JsonCreator
  public static JobState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
