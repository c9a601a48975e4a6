// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

/**
 * The status of a message, in the order in which it may move. Evolution writes it as Baileys words,
 * as Baileys numbers 0 to 5, as words of the Cloud API (SENT, DELIVERED, READ, FAILED), or not at
 * all.
 *
 * <p>ERROR stands after SERVER_ACK and before DELIVERY_ACK: a failure may follow an accepted send
 * and is then final, unless a real acknowledgement arrives. SERVER_ACK, which Evolution 2.3.7 also
 * reports when it knows no status, never replaces it.
 */
public enum MessageStatus {
  PENDING(1),
  SERVER_ACK(2),
  ERROR(3),
  DELIVERY_ACK(4),
  READ(5),
  PLAYED(6);

  private final int rank;

  MessageStatus(int rank) {
    this.rank = rank;
  }

  /** Position in the order, from 1. Rows store it: never changed, never used again. */
  public int rank() {
    return rank;
  }

  /** Whether a message of status {@code current} (null: none yet) may move to this one. */
  public boolean isForwardOf(MessageStatus current) {
    return current == null || rank > current.rank;
  }
}
