// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.store.StoreEntryView;
import java.time.Instant;

/**
 * Query view of a scheduled message. Those of one tenant and a span of time are one range of {@code
 * send-jobs}; {@link ScheduleIndexEntry} says how to read it.
 *
 * @param scheduleId the job's id
 * @param status as in the rows of {@code scheduled_messages}: pending, fired, cancelled, expired or
 *     failed
 * @param state the job's
 * @param reason the job's; null for none
 * @param recipient in the form that numbers are compared in
 * @param stateAt when the job entered its state
 * @param nextAttemptAt null when none is planned
 * @param messageId WhatsApp's id, once known
 */
public record ScheduledJobView(
    String scheduleId,
    String tenantId,
    InstanceKey instance,
    String status,
    JobState state,
    String reason,
    Instant scheduledFor,
    Lane lane,
    String recipient,
    int attempts,
    Instant createdAt,
    Instant stateAt,
    Instant expiresAt,
    Instant nextAttemptAt,
    String messageId,
    String batchId)
    implements StoreEntryView {

  /** A job as a schedule; its {@code scheduledFor} must not be null. */
  public static ScheduledJobView of(SendJobView job) {
    return new ScheduledJobView(
        job.jobId(),
        job.tenantId(),
        job.instance(),
        status(job.state()),
        job.state(),
        job.reason(),
        job.scheduledFor(),
        job.lane(),
        job.recipient(),
        job.attempts(),
        job.createdAt(),
        job.stateAt(),
        job.expiresAt(),
        job.nextAttemptAt(),
        job.messageId(),
        job.batchId());
  }

  /** The status of a schedule whose job is in a state. */
  public static String status(JobState state) {
    return switch (state) {
      case SCHEDULED -> "pending";
      case CANCELLED, EXPIRED, FAILED -> state.text();
      case QUEUED, HELD, DISPATCHED, RETRYING, UNKNOWN, ACCEPTED, SENT, DELIVERED, READ, MANUAL ->
          "fired";
    };
  }
}
