// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.List;

/**
 * What the tables say, as far as a rule wants to know. Only made while the tables are known to be
 * up to date.
 *
 * @param deadLetters that nobody settled
 * @param unconfirmed messages that Evolution took and WhatsApp did not confirm in time, by instance
 * @param lags age of messages when they came, in seconds, by instance
 * @param disconnected instances that were connected and are not, and that nobody paused
 * @param removed instances that Evolution has no more
 * @param mismatched dead letters of webhooks that carry another id or token, by instance, with the
 *     id of the newest
 * @param silences connected instances, and what their silence means
 */
record Rows(
    Queue queue,
    Calls calls,
    long deadLetters,
    List<Backlog> backlogs,
    List<Measured> unconfirmed,
    List<Measured> lags,
    List<Measured> disconnected,
    List<Measured> removed,
    List<Measured> mismatched,
    List<Silence> silences) {

  Rows {
    backlogs = List.copyOf(backlogs);
    unconfirmed = List.copyOf(unconfirmed);
    lags = List.copyOf(lags);
    disconnected = List.copyOf(disconnected);
    removed = List.copyOf(removed);
    mismatched = List.copyOf(mismatched);
    silences = List.copyOf(silences);
  }

  /**
   * @param ready of the waiting, those that nothing holds back but their turn
   */
  record Queue(long waiting, long active, long failed, long ready) {}

  /**
   * Calls to Evolution.
   *
   * @param all in the window of the failure rate
   * @param failed of them
   * @param lately in the time after which a queue counts as stalled
   */
  record Calls(long all, long failed, long lately) {}

  /** Messages of one instance that wait. */
  record Backlog(String tenantId, InstanceKey instance, long waiting, long ready) {}

  /**
   * A number about one instance.
   *
   * @param detail a word to go with it; may be null
   */
  record Measured(String tenantId, InstanceKey instance, long value, String detail) {}

  /** What an instance's silence means. */
  record Silence(String tenantId, InstanceKey instance, Instant lastHeard, Meaning meaning) {
    enum Meaning {
      /** It is quieter than it ever is. */
      ALARMING,
      /** It would be, but we were not there to hear it all the time. */
      UNCERTAIN,
      USUAL
    }
  }
}
