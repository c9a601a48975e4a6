// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import java.time.Instant;

/**
 * What became of a {@link ControlCommand}.
 *
 * @param version of this shape, 1
 * @param outcome whether it was done
 * @param code why it was not, stable; null when it was done
 * @param state of the job after the command; null for batches and unknown targets
 * @param scheduledFor the job's time after the command; null when it has none
 */
public record CommandReply(
    int version,
    String commandId,
    String target,
    Outcome outcome,
    String code,
    JobState state,
    Instant scheduledFor,
    Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** Whether a command was done. */
  public enum Outcome {
    DONE,
    /** No such job, schedule or batch, or another tenant's. */
    NOT_FOUND,
    /** The target's state does not allow it; the code says why. */
    CONFLICT
  }

  /** Cancelled before. */
  public static final String ALREADY_CANCELLED = "ALREADY_CANCELLED";

  /** It has left, or may have. */
  public static final String ALREADY_SENT = "ALREADY_SENT";

  /** It ended otherwise: failed, expired. */
  public static final String ALREADY_OVER = "ALREADY_OVER";

  /** Not in the manual queue. */
  public static final String NOT_MANUAL = "NOT_MANUAL";

  /** Not a schedule, or it came due before. */
  public static final String NOT_SCHEDULED = "NOT_SCHEDULED";
}
