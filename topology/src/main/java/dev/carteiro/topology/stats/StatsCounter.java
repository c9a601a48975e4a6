// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What is counted of an instance besides the types of its messages. The status counters are about
 * outgoing messages whose content was seen, each once: how many came at least so far, so a message
 * that is read without a word of its delivery counts as delivered too. A message of a history sync
 * counts as {@link #HISTORY} and as nothing else, whatever becomes of it.
 */
public enum StatsCounter {
  /** Messages received. */
  IN(1),
  /** Messages sent, from the phone or through the API. */
  OUT(2),
  /** Messages of a history sync. */
  HISTORY(3),
  /** Edits. */
  EDITED(4),
  /** Deletions for everyone. */
  DELETED(5),
  /** Repetitions that deduplication held back. */
  DUPLICATES(6),
  /** Send jobs that failed for good; a late acknowledgement may still correct one. */
  FAILED(7),
  /** Send jobs that came into the manual queue. */
  MANUAL(8),
  /** Attempts of send jobs after which another one was planned. */
  RETRIED(9),
  /** WhatsApp's server has the message. */
  SERVER_ACK(16),
  /** WhatsApp reported that the message failed. */
  ERROR(17),
  /** A device of the recipient has it. */
  DELIVERY_ACK(18),
  /** It was read. */
  READ(19),
  /** It was played. */
  PLAYED(20);

  private final int id;

  StatsCounter(int id) {
    this.id = id;
  }

  /** Its number in the store; never changed, never used again. */
  int id() {
    return id;
  }

  /** Its name in answers. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
