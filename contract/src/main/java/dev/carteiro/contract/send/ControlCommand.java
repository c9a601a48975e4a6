// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import java.time.Instant;

/**
 * Changes a job or batch that exists. It travels on the topic that made the target, to the same
 * partition, and so never overtakes it; {@link CommandReply} says what became of it.
 *
 * @param version of this shape, 1
 * @param commandId unique; the reply carries it
 * @param action what to do
 * @param target job, schedule or batch id
 * @param tenantId the caller's; null when an admin asks, who may change any tenant's
 * @param userId id of the API key that asked
 * @param scheduledFor the new time, for {@link Action#RESCHEDULE}
 * @param timestamp when the bridge accepted it
 */
public record ControlCommand(
    int version,
    String commandId,
    Action action,
    String target,
    String tenantId,
    String userId,
    Instant scheduledFor,
    Instant timestamp,
    String traceId)
    implements OutboxCommand {

  /** The version written today. */
  public static final int VERSION = 1;

  /** What a command does. */
  public enum Action {
    /** Takes back a job that has not left. */
    CANCEL,
    /** Moves a schedule that is not due yet. */
    RESCHEDULE,
    /** Queues a job of the manual queue again, with fresh attempts. */
    RESEND,
    /** Ends a job of the manual queue unsent. */
    DISCARD,
    PAUSE_BATCH,
    RESUME_BATCH,
    /** Takes back what has not left of a batch. */
    CANCEL_BATCH
  }
}
