// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;

/** Input of the outbox stage. */
public sealed interface OutboxStageInput extends StageRecord
    permits OutboxStageInput.CommandInput,
        OutboxStageInput.SendResultInput,
        OutboxStageInput.PartitionTakeoverInput,
        OutboxStageInput.TenantPermitInput,
        OutboxStageInput.MessageChangeInput,
        OutboxStageInput.ConnectionChangeInput,
        OutboxStageInput.BindingChangeInput {

  /** A command to send messages, or to change jobs or batches. */
  record CommandInput(OutboxCommand command) implements OutboxStageInput {}

  /**
   * A sender's result of an attempt; its origin is for the dead letter of a result without an
   * attempt.
   */
  record SendResultInput(RecordOrigin origin, SendResult result) implements OutboxStageInput {}

  /**
   * A sender took over the partition.
   *
   * @param sender id of the sender process, as its results carry it
   */
  record PartitionTakeoverInput(String sender) implements OutboxStageInput {}

  /** Converts a record of the result topic. */
  static OutboxStageInput of(RecordOrigin origin, SendResult result) {
    return result.kind() == SendResult.SendResultKind.TAKEN_OVER
        ? new PartitionTakeoverInput(result.senderId())
        : new SendResultInput(origin, result);
  }

  /** A permit under the tenant's limit was granted. */
  record TenantPermitInput(TenantPermitGrant permit) implements OutboxStageInput {}

  /** A message that the instance sent, or whose sender is not known yet, has changed. */
  record MessageChangeInput(MessageEvent event) implements OutboxStageInput {}

  /** The instance's connection has changed. */
  record ConnectionChangeInput(InstanceStatusEvent event) implements OutboxStageInput {}

  /**
   * The instance's binding has changed; the store has the new one.
   *
   * @param instance {@code gateway/name}
   */
  record BindingChangeInput(String instance) implements OutboxStageInput {}
}
