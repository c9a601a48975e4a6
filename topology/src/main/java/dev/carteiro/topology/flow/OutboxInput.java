// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.SendResult;

/** What the outbox stage takes. */
public sealed interface OutboxInput extends Flow
    permits OutboxInput.Commanded,
        OutboxInput.Resulted,
        OutboxInput.TakenOver,
        OutboxInput.Permitted,
        OutboxInput.MessageSeen,
        OutboxInput.ConnectionSeen,
        OutboxInput.Rebound {

  /** Something that somebody wants. */
  record Commanded(OutboxCommand command) implements OutboxInput {}

  /** What a sender says of an attempt; the origin is for what nobody can place. */
  record Resulted(Origin origin, SendResult result) implements OutboxInput {}

  /**
   * A sender took the partition over.
   *
   * @param sender the process, as its results name it
   */
  record TakenOver(String sender) implements OutboxInput {}

  /** What a record of the results says. */
  static OutboxInput of(Origin origin, SendResult result) {
    return result.kind() == SendResult.Kind.TAKEN_OVER
        ? new TakenOver(result.senderId())
        : new Resulted(origin, result);
  }

  /** A permit of the tenant's limit. */
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
