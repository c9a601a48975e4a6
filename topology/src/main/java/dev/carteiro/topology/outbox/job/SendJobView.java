// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.store.StoreEntryView;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.time.Instant;

/**
 * Query view of a send job: entry {@code J} of {@code send-jobs}. Times that are not known, or do
 * not apply, are null.
 *
 * @param jobId also the schedule's id, when the job has a time
 * @param recipient in the form that numbers are compared in: without {@code +} and mobile prefixes
 * @param reason stable code of why the job is in its state, the last error included; null when the
 *     state says it all. The job's events have the sentence to it.
 * @param revision of the last event
 * @param createdAt when the topology accepted the command
 * @param stateAt when the job entered its state
 * @param scheduledFor null for an immediate message
 * @param dispatchedAt when its last attempt began
 * @param nextAttemptAt for RETRYING
 * @param echoUntil for UNKNOWN: until when an echo is waited for
 * @param attempts that had an outcome
 * @param dispatches that were begun, those that never left included
 * @param fallback step of the fallback chain: 0 none, 2 high lane, 4 manual
 * @param dispatchId of the last attempt
 * @param messageId WhatsApp's id, once known
 * @param typingMs how long "typing" is shown before the message is sent
 * @param waitsInLane whether the job has a position in its lane now
 * @param waitsBehindChat whether an earlier message to the same recipient goes first
 */
public record SendJobView(
    String jobId,
    String tenantId,
    InstanceKey instance,
    String recipient,
    String batchId,
    String traceId,
    JobState state,
    String reason,
    long revision,
    Instant createdAt,
    Instant stateAt,
    Instant scheduledFor,
    Instant expiresAt,
    Instant dispatchedAt,
    Instant nextAttemptAt,
    Instant echoUntil,
    int attempts,
    int dispatches,
    int fallback,
    Lane lane,
    String dispatchId,
    String messageId,
    int typingMs,
    boolean waitsInLane,
    boolean waitsBehindChat)
    implements StoreEntryView {

  public static SendJobView decode(byte[] value) {
    SendJob job = SendJob.decode(value);
    JobIdentity identity = job.identity();
    return new SendJobView(
        job.id(),
        job.tenantId(),
        InstanceKey.parse(job.instance()),
        identity.recipient(),
        identity.batchId(),
        identity.traceId(),
        job.state,
        job.reason,
        job.revision,
        StoredTimeConverter.instant(identity.createdAt()),
        StoredTimeConverter.instant(job.stateAt),
        StoredTimeConverter.instant(job.scheduledFor),
        StoredTimeConverter.instant(job.expiresAt),
        StoredTimeConverter.instant(job.dispatchedAt),
        job.state == JobState.RETRYING ? StoredTimeConverter.instant(job.nextAttemptAt) : null,
        job.state == JobState.UNKNOWN ? StoredTimeConverter.instant(job.nextAttemptAt) : null,
        job.attempts,
        job.dispatches,
        job.fallback,
        job.lane,
        job.dispatchId,
        job.messageId,
        identity.typingMs(),
        job.inLane,
        job.behindRecipient);
  }

  /** The status of a schedule whose job is in a state, as in {@code scheduled_messages}. */
  public static String scheduleStatus(JobState state) {
    return switch (state) {
      case SCHEDULED -> "pending";
      case CANCELLED, EXPIRED, FAILED -> state.text();
      case QUEUED, HELD, DISPATCHED, RETRYING, UNKNOWN, ACCEPTED, SENT, DELIVERED, READ, MANUAL ->
          "fired";
    };
  }
}
