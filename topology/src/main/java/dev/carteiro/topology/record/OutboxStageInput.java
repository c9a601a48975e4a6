// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;

/** Input of the outbox stage: a call of one method of its visitor. */
@FunctionalInterface
public interface OutboxStageInput {
  void accept(OutboxInputVisitor visitor);

  interface OutboxInputVisitor {
    /** A client's command to send messages, or to change jobs or batches. */
    void command(OutboxCommand command);

    /**
     * @param origin for the dead letter of a result without an attempt
     */
    void result(RecordOrigin origin, SendResult result);

    /**
     * A sender took over the partition.
     *
     * @param sender id of the sender process, as its results carry it
     */
    void takeover(String sender);

    void permit(TenantPermitGrant permit);

    /**
     * A message that the instance sent, or whose sender is not known yet, has changed.
     *
     * @param event without a body, unless the body came with this change
     */
    void message(MessageEvent event);

    void connection(InstanceStatusEvent event);

    /**
     * The instance's binding has changed; the store has the new one.
     *
     * @param instance {@code gateway/name}
     */
    void binding(String instance);
  }
}
