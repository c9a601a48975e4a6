// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Accepts send commands: each becomes one job, however often it is read. */
final class SendCommandAcceptor {
  private static final String TOO_OLD = "TOO_OLD";

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final OutboxSettings settings;
  private final JobStateRecorder journal;
  private final InstanceDispatcher dispatcher;

  SendCommandAcceptor(
      OutboxStateStore store,
      OutboxPort port,
      OutboxSettings settings,
      JobStateRecorder journal,
      InstanceDispatcher dispatcher) {
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
  boolean take(SendMessageCommand command, long nowMs) {
    Optional<SendJob> known = store.job(command.id());
    if (known.isPresent()) {
      boolean same = Objects.equals(known.get().identity.fingerprint(), command.fingerprint());
      port.count(same ? "command.repeated" : "command.conflicting");
      return false;
    }
    SendJob job = job(command, nowMs);
    boolean cancelled = command.batchId() != null && isCancelled(command, nowMs);
    String refusal = refusal(job);
    if (refusal != null) {
      journal.open(job, command, JobState.FAILED, refusal, nowMs);
      return true;
    }
    if (cancelled) {
      journal.open(job, command, JobState.CANCELLED, ControlCommandHandler.BATCH_CANCELLED, nowMs);
      return true;
    }
    store.saveCommand(command);
    if (isOlderThanMemory(command, nowMs)) {
      job.fallback = AttemptResultHandler.MANUAL;
      journal.tellManual(job, TOO_OLD, nowMs);
      journal.open(job, command, JobState.MANUAL, TOO_OLD, nowMs);
      return true;
    }
    if (job.scheduledFor > nowMs) {
      journal.open(job, command, JobState.SCHEDULED, WaitReason.SCHEDULED.name(), nowMs);
      store.timers().set(job.scheduledFor, OutboxTimerQueue.TimerKind.DUE, job.id());
    } else {
      dispatcher.enqueue(job);
      journal.open(job, command, JobState.QUEUED, WaitReason.TURN.name(), nowMs);
    }
    if (job.expiresAt != 0) {
      store.timers().set(job.expiresAt, OutboxTimerQueue.TimerKind.EXPIRY, job.id());
    }
    return true;
  }

  /**
   * Whether the job may have existed, been sent and been deleted: the topic keeps commands for
   * longer than the store keeps jobs, and a group whose offsets were reset or lost reads them
   * again.
   */
  private boolean isOlderThanMemory(SendMessageCommand command, long nowMs) {
    return nowMs - command.timestamp().toEpochMilli() >= settings.jobRetention().toMillis();
  }

  private static SendJob job(SendMessageCommand command, long nowMs) {
    SendJob job =
        new SendJob(
            new SendJob.JobIdentity(
                command.id(),
                command.tenantId(),
                command.instance().text(),
                EchoSignature.canonical(command.phoneNumber()),
                EchoSignature.sayingOf(command),
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

  private String refusal(SendJob job) {
    Optional<InstanceBinding> binding = port.binding(job.instance());
    if (binding.isPresent() && !binding.get().tenantId().equals(job.identity.tenantId())) {
      return InstanceDispatcher.INSTANCE_MOVED;
    }
    if (store.pace(job.instance()).openJobs >= settings.maxOpenJobs()) {
      return "QUEUE_FULL";
    }
    return null;
  }

  private boolean isCancelled(SendMessageCommand command, long nowMs) {
    Optional<JobBatch> found = store.batch(command.batchId());
    if (found.isEmpty()) {
      JobBatch batch =
          new JobBatch(
              command.batchId(),
              command.tenantId(),
              command.instance().text(),
              BatchEvent.BatchState.RUNNING,
              command.batchSize(),
              -1,
              nowMs);
      journal.batch(batch, command.userId(), command.traceId(), nowMs);
    }
    return found.filter(batch -> batch.state() == BatchEvent.BatchState.CANCELLED).isPresent();
  }

  private static long millis(Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }
}
