// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.job.JobBatch;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobIdentity;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Accepts send commands: each becomes one job, however often it is read. */
record SendCommandAcceptor(
    OutboxStateStore store, OutboxPort port, OutboxSettings settings, JobStateMachine machine) {

  /** Creates the job of a command, unless it exists already. */
  void accept(SendMessageCommand command) {
    Optional<SendJob> known = store.job(command.id());
    if (known.isPresent()) {
      boolean same = Objects.equals(known.get().identity().fingerprint(), command.fingerprint());
      port.count(same ? "command.repeated" : "command.conflicting");
      return;
    }
    JobTransition first = first(command);
    if (!first.to(null).isOver()) {
      store.save(command);
    }
    SendJob job = job(command);
    machine.move(job, first, new JobChange(null, null, null, null, command.slim()));
    if (job.isOpen() && job.expiresAt() != 0) {
      store.timers().set(job.expiresAt(), TimerKind.EXPIRY, job.id());
    }
    store.touch(job.instance());
  }

  private JobTransition first(SendMessageCommand command) {
    String instance = command.instance().text();
    boolean cancelled = command.batchId() != null && isCancelled(command);
    if (port.binding(instance)
        .filter(binding -> !binding.tenantId().equals(command.tenantId()))
        .isPresent()) {
      return JobTransition.INSTANCE_MOVED;
    }
    if (store.sendState(instance).openJobs() >= settings.maxOpenJobs()) {
      return JobTransition.QUEUE_FULL;
    }
    if (cancelled) {
      return JobTransition.BATCH_CANCELLED;
    }
    // The topic keeps commands for longer than the store keeps jobs, and a group whose offsets were
    // reset or lost reads them again: the job may have been sent and deleted.
    long ageMs = store.nowMs() - command.timestamp().toEpochMilli();
    if (ageMs >= settings.jobRetention().toMillis()) {
      return JobTransition.TOO_OLD;
    }
    return millis(command.scheduledFor()) > store.nowMs()
        ? JobTransition.SCHEDULED
        : JobTransition.TURN;
  }

  private SendJob job(SendMessageCommand command) {
    return new SendJob(
        new JobIdentity(
            command.id(),
            command.tenantId(),
            command.instance().text(),
            EchoSignature.canonical(command.phoneNumber()),
            EchoSignature.digestOf(command),
            command.batchId(),
            command.fingerprint(),
            command.traceId(),
            store.nowMs(),
            command.delaySeconds() * 1_000),
        command.priority(),
        millis(command.scheduledFor()),
        millis(command.expiresAt()));
  }

  private boolean isCancelled(SendMessageCommand command) {
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
              store.nowMs());
      machine.changeBatch(batch, command.userId(), command.traceId());
    }
    return found.filter(batch -> batch.state() == BatchEvent.BatchState.CANCELLED).isPresent();
  }

  private static long millis(Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }
}
