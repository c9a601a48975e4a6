// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendCommand;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Accepts send commands: each becomes one job, however often it is read. */
final class Intake {
  private static final String TOO_OLD = "TOO_OLD";

  private final OutboxStore store;
  private final OutboxPort port;
  private final OutboxSettings settings;
  private final Journal journal;
  private final Dispatcher dispatcher;

  Intake(
      OutboxStore store,
      OutboxPort port,
      OutboxSettings settings,
      Journal journal,
      Dispatcher dispatcher) {
    this.store = store;
    this.port = port;
    this.settings = settings;
    this.journal = journal;
    this.dispatcher = dispatcher;
  }

  /**
   * Creates the job of a command.
   *
   * @return false when the job exists already
   */
  boolean take(SendCommand command, long nowMs) {
    Optional<Job> known = store.job(command.id());
    if (known.isPresent()) {
      boolean same = Objects.equals(known.get().identity.fingerprint(), command.fingerprint());
      port.count(same ? "command.repeated" : "command.conflicting");
      return false;
    }
    Job job = job(command, nowMs);
    boolean cancelled = command.batchId() != null && isCancelled(command, nowMs);
    String refusal = refusal(job);
    if (refusal != null) {
      journal.open(job, command, JobState.FAILED, refusal, nowMs);
      return true;
    }
    if (cancelled) {
      journal.open(job, command, JobState.CANCELLED, "BATCH_CANCELLED", nowMs);
      return true;
    }
    store.saveCommand(command);
    if (isOlderThanMemory(command, nowMs)) {
      job.fallback = Attempts.MANUAL;
      journal.tellManual(job, TOO_OLD, nowMs);
      journal.open(job, command, JobState.MANUAL, TOO_OLD, nowMs);
      return true;
    }
    if (job.scheduledFor > nowMs) {
      journal.open(job, command, JobState.SCHEDULED, WaitReason.SCHEDULED.name(), nowMs);
      store.timers().set(job.scheduledFor, Timers.Kind.DUE, job.id());
    } else {
      dispatcher.enqueue(job);
      journal.open(job, command, JobState.QUEUED, WaitReason.TURN.name(), nowMs);
    }
    if (job.expiresAt != 0) {
      store.timers().set(job.expiresAt, Timers.Kind.EXPIRY, job.id());
    }
    return true;
  }

  /**
   * Whether the job may have existed, been sent and been deleted: the topic keeps commands for
   * longer than the store keeps jobs, and a group whose offsets were reset or lost reads them
   * again.
   */
  private boolean isOlderThanMemory(SendCommand command, long nowMs) {
    return nowMs - command.timestamp().toEpochMilli() >= settings.jobRetention().toMillis();
  }

  private static Job job(SendCommand command, long nowMs) {
    Job job =
        new Job(
            new Job.Identity(
                command.id(),
                command.tenantId(),
                command.instance().text(),
                Recipient.canonical(command.phoneNumber()),
                Recipient.sayingOf(command),
                command.batchId(),
                command.fingerprint(),
                command.traceId(),
                nowMs,
                command.delaySeconds() * 1_000));
    job.lane = command.priority();
    job.scheduledFor = millis(command.scheduledFor());
    job.expiresAt = millis(command.expiresAt());
    return job;
  }

  private String refusal(Job job) {
    Optional<InstanceBinding> binding = port.binding(job.instance());
    if (binding.isPresent() && !binding.get().tenantId().equals(job.identity.tenantId())) {
      return "INSTANCE_MOVED";
    }
    if (store.pace(job.instance()).openJobs >= settings.maxOpenJobs()) {
      return "QUEUE_FULL";
    }
    return null;
  }

  private boolean isCancelled(SendCommand command, long nowMs) {
    Optional<Batch> found = store.batch(command.batchId());
    if (found.isEmpty()) {
      Batch batch =
          new Batch(
              command.batchId(),
              command.tenantId(),
              command.instance().text(),
              BatchEvent.State.RUNNING,
              command.batchSize(),
              -1,
              nowMs);
      journal.batch(batch, command.userId(), command.traceId(), nowMs);
    }
    return found.filter(batch -> batch.state() == BatchEvent.State.CANCELLED).isPresent();
  }

  private static long millis(Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }
}
