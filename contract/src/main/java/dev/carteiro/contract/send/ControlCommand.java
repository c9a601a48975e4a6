// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.function.Function;

/**
 * A command that changes an existing job or batch. It is written to the topic and partition of the
 * command that created the target, and so never overtakes it. {@link CommandReply} is its reply.
 *
 * @param target job, schedule or batch id
 * @param tenantId the caller's tenant; null for an admin, who may change any tenant's jobs
 * @param scheduledFor the new time, for {@link ControlAction#RESCHEDULE}
 */
@JsonTypeName("control")
public record ControlCommand(
    int version,
    String commandId,
    ControlAction action,
    String target,
    String tenantId,
    String userId,
    Instant scheduledFor,
    Instant timestamp,
    String traceId)
    implements OutboxCommand {

  public static final int VERSION = 1;

  @Override
  public <T> T fold(Function<SendMessageCommand, T> send, Function<ControlCommand, T> control) {
    return control.apply(this);
  }

  public enum ControlAction {
    /** Cancels a job that is not sent yet. */
    CANCEL,
    RESCHEDULE,
    /** Queues a job of the manual queue again, with fresh attempts. */
    RESEND,
    /** Ends a job of the manual queue without sending it. */
    DISCARD,
    PAUSE_BATCH,
    RESUME_BATCH,
    /** Cancels the jobs of a batch that are not sent yet. */
    CANCEL_BATCH
  }
}
