// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides, atomically, whether a request's body is sent or the call is given up. A call that was
 * given up can send nothing any more, and a call that has sent something cannot be given up.
 */
final class RequestCommitGate {
  private enum CommitGateState {
    NOTHING_LEFT,
    LEAVING,
    GIVEN_UP
  }

  private final AtomicReference<CommitGateState> state =
      new AtomicReference<>(CommitGateState.NOTHING_LEFT);

  /** Asks for permission to send a part of the body; false when the call was given up. */
  boolean leave() {
    return state.compareAndSet(CommitGateState.NOTHING_LEFT, CommitGateState.LEAVING)
        || state.get() == CommitGateState.LEAVING;
  }

  /**
   * Gives the call up; false when a part of the body was sent, so that the request may have been
   * executed.
   */
  boolean giveUp() {
    return state.compareAndSet(CommitGateState.NOTHING_LEFT, CommitGateState.GIVEN_UP)
        || state.get() == CommitGateState.GIVEN_UP;
  }
}
