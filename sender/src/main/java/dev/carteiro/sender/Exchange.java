// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a call's body left. The question and the answer are one step: what was given up cannot
 * leave any more, and what left cannot be given up.
 */
final class Exchange {
  private enum State {
    NOTHING_LEFT,
    LEAVING,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.NOTHING_LEFT);

  /** Asks to hand body bytes to the connection; false when the call was given up. */
  boolean leave() {
    return state.compareAndSet(State.NOTHING_LEFT, State.LEAVING) || state.get() == State.LEAVING;
  }

  /** Gives the call up; false when body bytes have left, so that it may have happened. */
  boolean giveUp() {
    return state.compareAndSet(State.NOTHING_LEFT, State.GIVEN_UP) || state.get() == State.GIVEN_UP;
  }
}
