// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import java.time.Instant;

/**
 * The reply to a {@link ControlCommand}: whether it was done, and if not, why.
 *
 * @param code why it was not, stable; null when it was done
 * @param state of the job after the command; null for batches and unknown targets
 * @param scheduledFor the job's time after the command; null when it has none
 */
public record CommandReply(
    int version,
    String commandId,
    String target,
    CommandOutcome outcome,
    String code,
    JobState state,
    Instant scheduledFor,
    Instant at) {

  public static final int VERSION = 1;

  public enum CommandOutcome {
    DONE,
    /** No such job, schedule or batch, or another tenant's. */
    NOT_FOUND,
    /** The target's state does not allow it; the code says why. */
    CONFLICT
  }

  public static final String ALREADY_CANCELLED = "ALREADY_CANCELLED";

  /** The message was sent, or may have been. */
  public static final String ALREADY_SENT = "ALREADY_SENT";

  /** The job ended otherwise: it failed or expired. */
  public static final String ALREADY_OVER = "ALREADY_OVER";

  /** The job is not in the manual queue. */
  public static final String NOT_MANUAL = "NOT_MANUAL";

  /** The job is not a schedule, or its time came before. */
  public static final String NOT_SCHEDULED = "NOT_SCHEDULED";
}
