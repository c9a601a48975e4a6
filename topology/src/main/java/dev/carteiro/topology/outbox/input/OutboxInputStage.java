// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.input;

import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A node that reads the JSON records of one of Carteiro's own topics for the outbox.
 *
 * @param <T> type of the topic's values
 */
public final class OutboxInputStage<T> extends TopologyStage<byte[]> {
  /** A sender's id is one line, because it becomes part of a timer's key. */
  private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  final Class<T> type;

  /** Whether a value has all fields that the outbox requires. */
  final Predicate<T> isComplete;

  final BiFunction<RecordOrigin, T, OutboxStageInput> toInput;

  private OutboxInputStage(
      String node,
      Class<T> type,
      Predicate<T> isComplete,
      BiFunction<RecordOrigin, T, OutboxStageInput> toInput) {
    super(node, byte[].class);
    this.type = type;
    this.isComplete = isComplete;
    this.toInput = toInput;
  }

  public static OutboxInputStage<OutboxCommand> commands() {
    return new OutboxInputStage<>(
        "read-commands",
        OutboxCommand.class,
        command -> command.fold(OutboxInputStage::isComplete, OutboxInputStage::isComplete),
        (origin, command) -> outbox -> outbox.command(command));
  }

  public static OutboxInputStage<SendResult> results() {
    return new OutboxInputStage<>(
        "read-results",
        SendResult.class,
        OutboxInputStage::isComplete,
        (origin, result) ->
            result.kind() == SendResultKind.TAKEN_OVER
                ? outbox -> outbox.takeover(result.senderId())
                : outbox -> outbox.result(origin, result));
  }

  public static OutboxInputStage<TenantPermitGrant> permits() {
    return new OutboxInputStage<>(
        "read-permits",
        TenantPermitGrant.class,
        permit -> permit.tenantId() != null && permit.instance() != null,
        (origin, permit) -> outbox -> outbox.permit(permit));
  }

  @Override
  protected StageProcessor<byte[]> processor() {
    return new OutboxInputProcessor<>(this);
  }

  private static boolean isComplete(ControlCommand control) {
    return control.commandId() != null
        && control.action() != null
        && control.target() != null
        && control.timestamp() != null
        && (control.action() != ControlCommand.ControlAction.RESCHEDULE
            || control.scheduledFor() != null);
  }

  private static boolean isComplete(SendMessageCommand send) {
    return send.id() != null
        && JobIdFormat.parse(send.id()).isPresent()
        && send.tenantId() != null
        && send.instance() != null
        && send.phoneNumber() != null
        && send.content() != null
        && send.timestamp() != null
        && send.priority() != null
        && (send.batchId() == null || send.batchIndex() != null && send.batchSize() != null);
  }

  private static boolean isComplete(SendResult result) {
    if (result.kind() == SendResultKind.TAKEN_OVER) {
      return result.senderId() != null && SENDER.matcher(result.senderId()).matches();
    }
    // A sender also probes unasked: no dispatch stands behind such a result.
    return result.kind() != null
        && result.instance() != null
        && (result.dispatchId() != null || result.kind() == SendResultKind.PROBED);
  }
}
