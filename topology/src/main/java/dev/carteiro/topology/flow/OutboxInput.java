// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.SendResult;

/** Input of the outbox stage. */
public sealed interface OutboxInput extends Flow
    permits OutboxInput.Commanded,
        OutboxInput.Resulted,
        OutboxInput.TakenOver,
        OutboxInput.Permitted,
        OutboxInput.MessageSeen,
        OutboxInput.ConnectionSeen,
        OutboxInput.Rebound {

  /** A command to send messages, or to change jobs or batches. */
  record Commanded(OutboxCommand command) implements OutboxInput {}

  /**
   * A sender's result of an attempt; its origin is for the dead letter of a result without an
   * attempt.
   */
  record Resulted(Origin origin, SendResult result) implements OutboxInput {}

  /**
   * A sender took over the partition.
   *
   * @param sender id of the sender process, as its results carry it
   */
  record TakenOver(String sender) implements OutboxInput {}

  /** Converts a record of the result topic. */
  static OutboxInput of(Origin origin, SendResult result) {
    return result.kind() == SendResult.Kind.TAKEN_OVER
        ? new TakenOver(result.senderId())
        : new Resulted(origin, result);
  }

  /** A permit under the tenant's limit was granted. */
  record Permitted(Permit permit) implements OutboxInput {}

  /** A message that the instance sent, or whose sender is not known yet, has changed. */
  record MessageSeen(MessageEvent event) implements OutboxInput {}

  /** The instance's connection has changed. */
  record ConnectionSeen(InstanceStatusEvent event) implements OutboxInput {}

  /**
   * The instance's binding has changed; the store has the new one.
   *
   * @param instance {@code gateway/name}
   */
  record Rebound(String instance) implements OutboxInput {}
}
