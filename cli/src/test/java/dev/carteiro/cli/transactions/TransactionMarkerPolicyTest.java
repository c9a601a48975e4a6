// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_COMMIT;
import static org.apache.kafka.coordinator.transaction.TransactionState.EMPTY;
import static org.apache.kafka.coordinator.transaction.TransactionState.ONGOING;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.transactions.TransactionLogReader.TransactionLogEntry;
import dev.carteiro.cli.transactions.TransactionMarkerDecision.MarkerOutcome;
import dev.carteiro.runtime.transaction.HangingTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

class TransactionMarkerPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final TopicPartition CLAIMS = new TopicPartition("claims", 3);
  private static final TopicPartition OTHER = new TopicPartition("claims", 4);
  private static final short EPOCH = 7;

  private final TransactionMarkerPolicy policy =
      new TransactionMarkerPolicy(Duration.ofDays(7), NOW);

  @Test
  void whatTheLogSaysWasToCommitIsCommittedWithTheEpochOfItsMarker() {
    // Given
    TransactionMarkerDecision decision =
        decide(
            v2(7, ONGOING, CLAIMS, OTHER),
            v2(8, PREPARE_COMMIT, CLAIMS, OTHER),
            v2(8, COMPLETE_COMMIT));
    // Then
    assertThat(decision.outcome()).isEqualTo(MarkerOutcome.COMMIT);
    assertThat(decision.markerEpoch()).isEqualTo((short) 8);
    assertThat(decision.transactionVersion()).isEqualTo((short) 2);
  }

  @Test
  void aCommitIsFoundBehindWhatTheProducerDidLater() {
    assertThat(
            decide(
                    v2(8, PREPARE_COMMIT, CLAIMS),
                    v2(8, COMPLETE_COMMIT),
                    v2(8, ONGOING, OTHER),
                    v2(9, PREPARE_ABORT, OTHER),
                    v2(9, COMPLETE_ABORT))
                .outcome())
        .isEqualTo(MarkerOutcome.COMMIT);
  }

  @Test
  void anotherTransactionsCommitIsNotItsOwn() {
    // Given the commit of the one before and of the one after
    TransactionMarkerDecision decision =
        decide(
            v2(7, PREPARE_COMMIT, CLAIMS),
            v2(7, COMPLETE_COMMIT),
            v2(7, ONGOING, CLAIMS),
            v2(8, PREPARE_ABORT, CLAIMS),
            v2(8, COMPLETE_ABORT),
            v2(9, PREPARE_COMMIT, CLAIMS),
            v2(9, COMPLETE_COMMIT));
    // Then
    assertThat(decision.outcome()).isEqualTo(MarkerOutcome.ABORT);
    assertThat(decision.markerEpoch()).isEqualTo((short) 8);
  }

  @Test
  void aCommitWithoutThePartitionDoesNotCoverIt() {
    assertThat(
            decide(
                    v2(7, EMPTY),
                    v2(7, ONGOING, OTHER),
                    v2(8, PREPARE_COMMIT, OTHER),
                    v2(8, COMPLETE_COMMIT))
                .outcome())
        .isEqualTo(MarkerOutcome.ABORT);
  }

  @Test
  void aCompactedLogStillSaysHowTheNewestTransactionEnded() {
    assertThat(decide(v2(8, COMPLETE_COMMIT)).outcome()).isEqualTo(MarkerOutcome.COMMIT);
    assertThat(decide(v2(8, COMPLETE_ABORT)).outcome()).isEqualTo(MarkerOutcome.ABORT);
  }

  @Test
  void whatACompactedLogHasForgottenIsLeftToAPerson() {
    assertThat(decide(v2(9, COMPLETE_COMMIT)).outcome()).isEqualTo(MarkerOutcome.UNDECIDED);
    assertThat(decide(v2(12, COMPLETE_ABORT), v2(12, ONGOING, OTHER)).outcome())
        .isEqualTo(MarkerOutcome.UNDECIDED);
  }

  @Test
  void aProducerThatTheLogNeverKnewWasNeverToldOfACommit() {
    assertThat(decide().outcome()).isEqualTo(MarkerOutcome.ABORT);
  }

  @Test
  void anUnknownProducerThatMayHaveExpiredIsLeftToAPerson() {
    // Given
    HangingTransaction old = hanging(NOW.minus(Duration.ofDays(7)));
    // Then
    assertThat(policy.decide(old, List.of()).orElseThrow().outcome())
        .isEqualTo(MarkerOutcome.UNDECIDED);
  }

  @Test
  void whatItsCoordinatorHasOpenIsLeftToIt() {
    assertThat(policy.decide(hanging(NOW), List.of(v2(7, ONGOING, CLAIMS)))).isEmpty();
    assertThat(policy.decide(hanging(NOW), List.of(v2(8, PREPARE_COMMIT, CLAIMS)))).isEmpty();
  }

  @Test
  void withoutABumpOfTheEpochMixedOutcomesAreLeftToAPerson() {
    assertThat(
            decide(
                    v1(7, EMPTY),
                    v1(7, PREPARE_COMMIT, CLAIMS),
                    v1(7, COMPLETE_COMMIT),
                    v1(7, PREPARE_ABORT, CLAIMS),
                    v1(7, COMPLETE_ABORT))
                .outcome())
        .isEqualTo(MarkerOutcome.UNDECIDED);
    TransactionMarkerDecision committed =
        decide(v1(7, PREPARE_COMMIT, CLAIMS), v1(7, COMPLETE_COMMIT));
    assertThat(committed.outcome()).isEqualTo(MarkerOutcome.COMMIT);
    assertThat(committed.markerEpoch()).isEqualTo(EPOCH);
    // Its epoch says nothing of which transaction was complete.
    assertThat(decide(v1(7, COMPLETE_ABORT)).outcome()).isEqualTo(MarkerOutcome.UNDECIDED);
  }

  private TransactionMarkerDecision decide(TransactionLogEntry... history) {
    return policy.decide(hanging(NOW.minusSeconds(60)), List.of(history)).orElseThrow();
  }

  private static HangingTransaction hanging(Instant lastRecordAt) {
    return new HangingTransaction(CLAIMS, 1_000, EPOCH, 3, 42, lastRecordAt, Optional.empty());
  }

  private static TransactionLogEntry v2(
      int epoch, TransactionState state, TopicPartition... partitions) {
    return new TransactionLogEntry((short) epoch, state, Set.of(partitions), (short) 2);
  }

  private static TransactionLogEntry v1(
      int epoch, TransactionState state, TopicPartition... partitions) {
    return new TransactionLogEntry((short) epoch, state, Set.of(partitions), (short) 1);
  }
}
