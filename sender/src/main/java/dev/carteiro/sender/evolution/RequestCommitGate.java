// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides, atomically, whether a request's body is sent or the call is given up. A call that was
 * given up can send nothing any more, and a call that has sent something cannot be given up.
 */
final class RequestCommitGate {
  /** Whether the body leaves or the call is given up; null as long as neither is decided. */
  private final AtomicReference<Boolean> leaving = new AtomicReference<>();

  /** Asks for permission to send a part of the body; false when the call was given up. */
  boolean leave() {
    return leaving.compareAndSet(null, true) || leaving.get();
  }

  /** Gives the call up; false when a part of the body was sent. */
  boolean giveUp() {
    return leaving.compareAndSet(null, false) || !leaving.get();
  }
}
