// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.cli.transactions.TransactionLogReader.TransactionLogEntry;
import dev.carteiro.cli.transactions.TransactionMarkerDecision.MarkerOutcome;
import dev.carteiro.runtime.transaction.HangingTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.coordinator.transaction.TransactionState;

/**
 * Decides how a hanging transaction ends, from the records of its producer that are still in the
 * coordinators' log. The rules, and why none of them aborts what was committed:
 *
 * <ul>
 *   <li>A producer is told that its transaction is committed only after PREPARE_COMMIT with its
 *       partitions is in the log. Where that record is found, the marker is a commit.
 *   <li>Compaction keeps the newest record of a transactional id and all records that are not
 *       compacted yet, so the remaining records have no gap after the first of them. If the first
 *       is not younger than the transaction and no PREPARE_COMMIT with the partition follows,
 *       nobody was ever told of a commit: abort.
 *   <li>If the first is younger, only the record of this very transaction's completion says how it
 *       ended; without it the outcome is undecided.
 *   <li>A producer without any record was never told of a commit either, unless its id has expired
 *       since: abort before that time, undecided after it.
 * </ul>
 *
 * @param expiration how long the coordinators remember an id that is not used, {@code
 *     transactional.id.expiration.ms}
 */
record TransactionMarkerPolicy(Duration expiration, Instant now) {
  /** How far the clocks of clients and brokers may differ. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  /** Decides by all of the producer's log, oldest first; empty if its coordinator will end it. */
  Optional<TransactionMarkerDecision> decide(
      HangingTransaction transaction, List<TransactionLogEntry> history) {
    TransactionHistory endings = new TransactionHistory(transaction, history);
    return endings.underWay() ? Optional.empty() : Optional.of(decide(endings));
  }

  private TransactionMarkerDecision decide(TransactionHistory endings) {
    if (endings.history().isEmpty()) {
      return endings.transaction().lastRecordAt().isAfter(now.minus(expiration).plus(CLOCKS))
          ? endings.decision(MarkerOutcome.ABORT, "no coordinator ever knew this producer")
          : endings.decision(
              MarkerOutcome.UNDECIDED, "its coordinator may have forgotten this producer");
    }
    boolean committed = endings.prepared(TransactionState.PREPARE_COMMIT);
    boolean aborted = endings.prepared(TransactionState.PREPARE_ABORT);
    if (committed && aborted) {
      return endings.decision(
          MarkerOutcome.UNDECIDED,
          "several transactions of this epoch, committed ones and aborted ones");
    }
    if (committed) {
      return endings.decision(MarkerOutcome.COMMIT, "its commit with this partition is in the log");
    }
    if (aborted) {
      return endings.decision(MarkerOutcome.ABORT, "its abort with this partition is in the log");
    }
    return endings.withoutDecisionInLog();
  }

  private record TransactionHistory(
      HangingTransaction transaction, List<TransactionLogEntry> history) {

    /** Whether a record has the epoch in which the end of this transaction is recorded. */
    private boolean ofThisEpoch(TransactionLogEntry state) {
      return state.producerEpoch() == transaction.producerEpoch() + (state.bumpsEpoch() ? 1 : 0);
    }

    boolean underWay() {
      if (history.isEmpty()) {
        return false;
      }
      TransactionLogEntry newest = history.get(history.size() - 1);
      return switch (newest.state()) {
        case ONGOING ->
            newest.producerEpoch() == transaction.producerEpoch()
                && newest.partitions().contains(transaction.partition());
        case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> true;
        case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT, DEAD -> false;
      };
    }

    boolean prepared(TransactionState state) {
      return history.stream()
          .anyMatch(
              record ->
                  record.state() == state
                      && ofThisEpoch(record)
                      && record.partitions().contains(transaction.partition()));
    }

    TransactionMarkerDecision withoutDecisionInLog() {
      TransactionLogEntry oldest = history.get(0);
      // Without the bump, a record of the epoch may be of a later transaction.
      boolean whole =
          oldest.producerEpoch() < transaction.producerEpoch()
              || oldest.producerEpoch() == transaction.producerEpoch()
                  && (oldest.bumpsEpoch() || oldest.state() == TransactionState.EMPTY);
      if (whole) {
        return decision(
            MarkerOutcome.ABORT, "the log has all of this transaction and no commit of it");
      }
      if (oldest.bumpsEpoch() && ofThisEpoch(oldest)) {
        // With this version a partition accepts records only once it is in the transaction.
        if (oldest.state() == TransactionState.COMPLETE_COMMIT) {
          return decision(MarkerOutcome.COMMIT, "the log says that it is complete and committed");
        }
        if (oldest.state() == TransactionState.COMPLETE_ABORT) {
          return decision(MarkerOutcome.ABORT, "the log says that it is complete and aborted");
        }
      }
      return decision(
          MarkerOutcome.UNDECIDED, "the log is compacted and has forgotten how it ended");
    }

    TransactionMarkerDecision decision(MarkerOutcome outcome, String reason) {
      boolean bump =
          history.stream()
              .filter(this::ofThisEpoch)
              .findFirst()
              .map(TransactionLogEntry::bumpsEpoch)
              .orElse(false);
      return new TransactionMarkerDecision(
          transaction,
          outcome,
          reason,
          (short) (transaction.producerEpoch() + (bump ? 1 : 0)),
          (short) (bump ? 2 : 0));
    }
  }
}
