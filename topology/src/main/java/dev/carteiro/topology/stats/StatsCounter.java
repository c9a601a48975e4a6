// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A counter in the statistics of an instance, besides those of message types. Status counters count
 * outgoing messages whose content is known, each message once per status. They count the messages
 * that came at least so far: a message that was read without a report of its delivery counts as
 * delivered, too. A message of a history sync counts only as {@link #HISTORY}.
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
  /** Duplicates that deduplication dropped. */
  DUPLICATES(6),
  /** Send jobs that failed for good; a late acknowledgement may still correct one. */
  FAILED(7),
  /** Send jobs that entered the manual state. */
  MANUAL(8),
  /** Attempts of send jobs after which a retry was planned. */
  RETRIED(9),
  /** Messages that WhatsApp's server has. */
  SERVER_ACK(16),
  /** Messages that WhatsApp reported as failed. */
  ERROR(17),
  /** Messages that a device of the recipient has. */
  DELIVERY_ACK(18),
  /** Messages that were read. */
  READ(19),
  /** Messages that were played. */
  PLAYED(20);

  private final int storeCode;

  StatsCounter(int storeCode) {
    this.storeCode = storeCode;
  }

  /** The number of this counter in stored bytes; never changed, never used again. */
  int storeCode() {
    return storeCode;
  }

  /** The name of this counter in answers. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
