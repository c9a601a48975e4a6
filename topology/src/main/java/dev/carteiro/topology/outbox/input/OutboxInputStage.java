// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.input;

import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A node that reads the JSON records of one of Carteiro's own topics for the outbox.
 *
 * @param <T> type of the topic's values
 */
public final class OutboxInputStage<T> extends TopologyStage<byte[]> {
  final Class<T> type;
  final Predicate<T> complete;
  final BiFunction<RecordOrigin, T, OutboxStageInput> toInput;

  /**
   * @param complete whether a value has all fields that the outbox requires
   */
  private OutboxInputStage(
      String node,
      Class<T> type,
      Predicate<T> complete,
      BiFunction<RecordOrigin, T, OutboxStageInput> toInput) {
    super(node, byte[].class);
    this.type = type;
    this.complete = complete;
    this.toInput = toInput;
  }

  public static OutboxInputStage<OutboxCommand> commands() {
    return new OutboxInputStage<>(
        "read-commands",
        OutboxCommand.class,
        OutboxInputValidator::ofCommand,
        (origin, command) -> outbox -> outbox.command(command));
  }

  public static OutboxInputStage<SendResult> results() {
    return new OutboxInputStage<>(
        "read-results",
        SendResult.class,
        OutboxInputValidator::ofResult,
        (origin, result) ->
            result.kind() == SendResult.SendResultKind.TAKEN_OVER
                ? outbox -> outbox.takeover(result.senderId())
                : outbox -> outbox.result(origin, result));
  }

  public static OutboxInputStage<TenantPermitGrant> permits() {
    return new OutboxInputStage<>(
        "read-permits",
        TenantPermitGrant.class,
        OutboxInputValidator::ofPermit,
        (origin, permit) -> outbox -> outbox.permit(permit));
  }

  @Override
  protected StageProcessor<byte[]> processor() {
    return new OutboxInputProcessor<>(this);
  }
}
