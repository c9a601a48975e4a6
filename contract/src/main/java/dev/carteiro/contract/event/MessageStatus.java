// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

/**
 * The one status vocabulary, in the order in which a message may move. Evolution writes four:
 * Baileys words, Baileys numbers 0 to 5, Cloud words (SENT, DELIVERED, READ, FAILED), and nothing
 * at all.
 *
 * <p>ERROR stands after SERVER_ACK and before DELIVERY_ACK: a failure may follow an accepted send
 * and is then final, unless a real acknowledgement shows up; and SERVER_ACK, which Evolution 2.3.7
 * reports when it knows no status, never hides it.
 */
public enum MessageStatus {
  PENDING,
  SERVER_ACK,
  ERROR,
  DELIVERY_ACK,
  READ,
  PLAYED;

  /** Position in the order, from 1. */
  public int rank() {
    return ordinal() + 1;
  }

  /** Whether a message of status {@code current} (null: none yet) may move to this one. */
  public boolean isForwardOf(MessageStatus current) {
    return current == null || compareTo(current) > 0;
  }
}
