// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.runtime.transaction.HangingTransaction;

/**
 * How a hanging transaction is to end, by the coordinators' log, and why.
 *
 * @param markerEpoch the producer's epoch in the marker, as its coordinator would have written it
 */
public record TransactionMarkerDecision(
    HangingTransaction transaction,
    MarkerOutcome outcome,
    String reason,
    short markerEpoch,
    short transactionVersion) {

  public enum MarkerOutcome {
    COMMIT,
    ABORT,
    /** The log no longer has the decision. No marker is written unless a person chooses. */
    UNDECIDED
  }

  TransactionMarkerDecision decided(MarkerOutcome chosen) {
    return new TransactionMarkerDecision(
        transaction, chosen, "as asked; " + reason, markerEpoch, transactionVersion);
  }
}
