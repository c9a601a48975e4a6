// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.StatusEvent;
import java.util.Optional;

/** What merging one fact into a message's state comes to. */
public sealed interface Merge {

  /**
   * The message changed.
   *
   * @param state what is known now
   * @param event the message as merged so far
   * @param status the step forward of its status, if it made one that history keeps
   */
  record Changed(MessageState state, MessageEvent event, Optional<StatusEvent> status)
      implements Merge {}

  /**
   * Nothing changed.
   *
   * @param why as a metric label: {@code regression}, {@code repeated}, …
   */
  record Unchanged(String why) implements Merge {}

  /** The fact contradicts what is known and must not be applied. */
  record Refused(DeadLetter.Reason reason, String detail) implements Merge {}
}
