// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transaction;

import dev.carteiro.cli.transaction.MarkerDecision.Outcome;
import dev.carteiro.runtime.transaction.HangingTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.coordinator.transaction.TransactionState;

/**
 * Decides how a transaction that hangs ends, from what the coordinators' log still says of its
 * producer. The rules, and why no abort of theirs undoes a commit:
 *
 * <ul>
 *   <li>A producer is told that its transaction is committed only after PREPARE_COMMIT with its
 *       partitions is in the log. Where that record is found the marker is a commit.
 *   <li>Compaction keeps the newest record of a transactional id and all that are not compacted
 *       yet, so what is left has no gaps from its first record on. If that is not younger than the
 *       transaction and no PREPARE_COMMIT with the partition follows, nobody was ever told of a
 *       commit: abort.
 *   <li>If it is younger, only the record of this very transaction's completion says how it ended;
 *       without it the outcome is undecided.
 *   <li>A producer of which the log says nothing was never told of a commit either, unless its id
 *       has expired since: abort before that time, undecided after it.
 * </ul>
 */
final class MarkerPolicy {
  /** Clocks of clients and brokers may differ so much. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  private final Duration expiration;
  private final Instant now;

  /**
   * @param expiration how long the coordinators remember an id that is not used, {@code
   *     transactional.id.expiration.ms}
   */
  MarkerPolicy(Duration expiration, Instant now) {
    this.expiration = expiration;
    this.now = now;
  }

  /**
   * @param history all that the log says of the transaction's producer id, oldest first
   * @return empty when its coordinator has it open: it will end by itself
   */
  Optional<MarkerDecision> decide(HangingTransaction transaction, List<LoggedState> history) {
    Ending endings = new Ending(transaction, history);
    return endings.underWay() ? Optional.empty() : Optional.of(decide(endings));
  }

  private MarkerDecision decide(Ending endings) {
    if (endings.history().isEmpty()) {
      return endings.transaction().lastRecordAt().isAfter(now.minus(expiration).plus(CLOCKS))
          ? endings.decision(Outcome.ABORT, "no coordinator ever knew this producer")
          : endings.decision(Outcome.UNDECIDED, "its coordinator may have forgotten this producer");
    }
    boolean committed = endings.prepared(TransactionState.PREPARE_COMMIT);
    boolean aborted = endings.prepared(TransactionState.PREPARE_ABORT);
    if (committed && aborted) {
      return endings.decision(
          Outcome.UNDECIDED, "several transactions of this epoch, committed ones and aborted ones");
    }
    if (committed) {
      return endings.decision(Outcome.COMMIT, "its commit with this partition is in the log");
    }
    if (aborted) {
      return endings.decision(Outcome.ABORT, "its abort with this partition is in the log");
    }
    return endings.withoutDecisionInLog();
  }

  /** What the history says of one transaction. */
  private record Ending(HangingTransaction transaction, List<LoggedState> history) {

    /** Epoch of the records that decide a transaction of the hanging one's epoch. */
    private boolean ofThisEpoch(LoggedState state) {
      return state.producerEpoch() == transaction.producerEpoch() + (state.bumpsEpoch() ? 1 : 0);
    }

    boolean underWay() {
      if (history.isEmpty()) {
        return false;
      }
      LoggedState newest = history.get(history.size() - 1);
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

    MarkerDecision withoutDecisionInLog() {
      LoggedState oldest = history.get(0);
      // Without the bump an epoch has many transactions, and a record of it may be of a later one.
      boolean whole =
          oldest.producerEpoch() < transaction.producerEpoch()
              || oldest.producerEpoch() == transaction.producerEpoch()
                  && (oldest.bumpsEpoch() || oldest.state() == TransactionState.EMPTY);
      if (whole) {
        return decision(Outcome.ABORT, "the log has all of this transaction and no commit of it");
      }
      if (oldest.bumpsEpoch() && ofThisEpoch(oldest)) {
        // A partition takes records of this version only once it is in the transaction.
        if (oldest.state() == TransactionState.COMPLETE_COMMIT) {
          return decision(Outcome.COMMIT, "the log says that it is complete and committed");
        }
        if (oldest.state() == TransactionState.COMPLETE_ABORT) {
          return decision(Outcome.ABORT, "the log says that it is complete and aborted");
        }
      }
      return decision(Outcome.UNDECIDED, "the log is compacted and has forgotten how it ended");
    }

    MarkerDecision decision(Outcome outcome, String reason) {
      boolean bump =
          history.stream()
              .filter(this::ofThisEpoch)
              .findFirst()
              .map(LoggedState::bumpsEpoch)
              .orElse(false);
      return new MarkerDecision(
          transaction,
          outcome,
          reason,
          (short) (transaction.producerEpoch() + (bump ? 1 : 0)),
          (short) (bump ? 2 : 0));
    }
  }
}
