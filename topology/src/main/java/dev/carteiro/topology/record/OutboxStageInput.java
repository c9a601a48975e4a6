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

  /** Calls the visitor's method for this input. */
  void accept(OutboxInputVisitor visitor);

  /** One method for each kind of input. */
  interface OutboxInputVisitor {
    void command(CommandInput input);

    void result(SendResultInput input);

    void takeover(PartitionTakeoverInput input);

    void permit(TenantPermitInput input);

    void message(MessageChangeInput input);

    void connection(ConnectionChangeInput input);

    void binding(BindingChangeInput input);
  }

  /** A command to send messages, or to change jobs or batches. */
  record CommandInput(OutboxCommand command) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.command(this);
    }
  }

  /**
   * A sender's result of an attempt; its origin is for the dead letter of a result without an
   * attempt.
   */
  record SendResultInput(RecordOrigin origin, SendResult result) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.result(this);
    }
  }

  /**
   * A sender took over the partition.
   *
   * @param sender id of the sender process, as its results carry it
   */
  record PartitionTakeoverInput(String sender) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.takeover(this);
    }
  }

  /** Converts a record of the result topic. */
  static OutboxStageInput of(RecordOrigin origin, SendResult result) {
    return result.kind() == SendResult.SendResultKind.TAKEN_OVER
        ? new PartitionTakeoverInput(result.senderId())
        : new SendResultInput(origin, result);
  }

  /** A permit under the tenant's limit was granted. */
  record TenantPermitInput(TenantPermitGrant permit) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.permit(this);
    }
  }

  /** A message that the instance sent, or whose sender is not known yet, has changed. */
  record MessageChangeInput(MessageEvent event) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.message(this);
    }
  }

  /** The instance's connection has changed. */
  record ConnectionChangeInput(InstanceStatusEvent event) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.connection(this);
    }
  }

  /**
   * The instance's binding has changed; the store has the new one.
   *
   * @param instance {@code gateway/name}
   */
  record BindingChangeInput(String instance) implements OutboxStageInput {
    @Override
    public void accept(OutboxInputVisitor visitor) {
      visitor.binding(this);
    }
  }
}
