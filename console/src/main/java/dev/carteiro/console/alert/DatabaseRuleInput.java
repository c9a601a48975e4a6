// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.List;

/** What the rules need to know of the tables. It exists only while the tables are current. */
record DatabaseRuleInput(
    SendQueueCounts queue,
    SendCallCounts calls,
    AlertQueryResults results,
    List<InstanceSilence> silences) {
  /**
   * What the queries of the rules found.
   *
   * @param unconfirmed messages that Evolution accepted and WhatsApp did not confirm in time
   * @param lags median age of messages on arrival, in seconds
   * @param disconnected instances that were connected, are not now, and are not paused
   * @param removed instances that Evolution no longer has
   * @param mismatched dead letters of webhooks with another instance id or token, with the newest
   *     id
   */
  record AlertQueryResults(
      List<InstanceBacklog> backlogs,
      List<InstanceMeasurement> unconfirmed,
      List<InstanceMeasurement> lags,
      List<InstanceMeasurement> disconnected,
      List<InstanceMeasurement> removed,
      List<InstanceMeasurement> mismatched,
      long deadLetters) {}

  /** The outgoing messages of all tenants; {@code ready} ones only wait for their turn. */
  record SendQueueCounts(long waiting, long active, long failed, long ready) {}

  /** Calls in the window of the failure rate, and {@code lately}: in that of QUEUE_STALLED. */
  record SendCallCounts(long all, long failed, long lately) {}

  record InstanceBacklog(String tenantId, InstanceKey instance, long waiting, long ready) {}

  /** A number about one instance, with a word that belongs to it, or null. */
  record InstanceMeasurement(String tenantId, InstanceKey instance, long value, String detail) {}

  record InstanceSilence(
      String tenantId, InstanceKey instance, Instant lastMessageAt, SilenceAssessment assessment) {
    enum SilenceAssessment {
      /** It is more unusual than any silence of the past days. */
      ALARMING,
      /** It would be alarming, but messages could not be recorded all the time. */
      UNCERTAIN,
      /** It is within what is usual. */
      USUAL
    }
  }
}
