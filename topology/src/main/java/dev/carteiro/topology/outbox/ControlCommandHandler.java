// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.BatchEvent.BatchState;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.JobBatch;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Handles control commands: cancel, reschedule, resend or discard a job; pause, resume or cancel a
 * batch. Each command gets one reply.
 */
record ControlCommandHandler(OutboxStateStore store, OutboxPort port, JobStateMachine machine) {
  /** Messages of a batch that one timer examines after the batch has changed. */
  private static final int SLICE = 500;

  /** Executes a command and writes the reply. */
  void handle(ControlCommand command) {
    switch (command.action()) {
      case CANCEL -> ofJob(command, (job, change) -> cancel(job, JobTransition.CANCEL, change));
      case RESCHEDULE -> ofJob(command, (job, change) -> reschedule(job, command, change));
      case RESEND -> ofJob(command, this::resend);
      case DISCARD -> ofJob(command, this::discard);
      case PAUSE_BATCH -> ofBatch(command, BatchState.PAUSED);
      case RESUME_BATCH -> ofBatch(command, BatchState.RUNNING);
      case CANCEL_BATCH -> ofBatch(command, BatchState.CANCELLED);
    }
  }

  /**
   * @param action changes the job; returns the code of why it cannot, null when it did
   */
  private void ofJob(ControlCommand command, BiFunction<SendJob, JobChange, String> action) {
    Optional<SendJob> found =
        store.job(command.target()).filter(job -> mayTouch(command, job.tenantId()));
    if (found.isEmpty()) {
      reply(command, command.target(), CommandOutcome.NOT_FOUND, null, null);
      return;
    }
    SendJob job = found.get();
    String conflict = action.apply(job, JobChange.by(command.userId()));
    CommandOutcome outcome = conflict == null ? CommandOutcome.DONE : CommandOutcome.CONFLICT;
    reply(command, job.instance(), outcome, conflict, job);
    store.touch(job.instance());
  }

  private String cancel(SendJob job, JobTransition why, JobChange change) {
    if (!job.state().isWaiting()) {
      return whyNot(job);
    }
    machine.move(job, why, change);
    return null;
  }

  private static String whyNot(SendJob job) {
    return switch (job.state()) {
      case CANCELLED -> CommandReply.ALREADY_CANCELLED;
      case FAILED, EXPIRED, MANUAL -> CommandReply.ALREADY_OVER;
      case SCHEDULED,
          QUEUED,
          HELD,
          RETRYING,
          DISPATCHED,
          UNKNOWN,
          ACCEPTED,
          SENT,
          DELIVERED,
          READ ->
          CommandReply.ALREADY_SENT;
    };
  }

  private String reschedule(SendJob job, ControlCommand command, JobChange change) {
    if (job.state() != JobState.SCHEDULED) {
      return job.state().isWaiting() ? CommandReply.NOT_SCHEDULED : whyNot(job);
    }
    store.reschedule(job, command.scheduledFor().toEpochMilli());
    machine.move(job, JobTransition.RESCHEDULED, change);
    return null;
  }

  private String resend(SendJob job, JobChange change) {
    if (job.state() != JobState.MANUAL) {
      return CommandReply.NOT_MANUAL;
    }
    job.resetAttempts();
    if (job.expiresAt() > store.nowMs()) {
      store.timers().set(job.expiresAt(), TimerKind.EXPIRY, job.id());
    }
    boolean early = job.scheduledFor() > store.nowMs();
    machine.move(job, early ? JobTransition.RESENT_EARLY : JobTransition.RESENT, change);
    return null;
  }

  private String discard(SendJob job, JobChange change) {
    if (job.state() != JobState.MANUAL) {
      return CommandReply.NOT_MANUAL;
    }
    machine.move(job, JobTransition.DISCARDED, change);
    return null;
  }

  private void ofBatch(ControlCommand command, BatchState to) {
    Optional<JobBatch> found =
        store.batch(command.target()).filter(batch -> mayTouch(command, batch.tenantId()));
    if (found.isEmpty()) {
      reply(command, command.target(), CommandOutcome.NOT_FOUND, null, null);
      return;
    }
    JobBatch batch = found.get();
    boolean cancelled = batch.state() == BatchState.CANCELLED;
    if (!cancelled && batch.state() != to) {
      machine.changeBatch(batch.changed(to), command.userId(), command.traceId());
      store.timers().set(store.nowMs(), TimerKind.BATCH, batch.id());
    }
    CommandOutcome outcome = cancelled ? CommandOutcome.CONFLICT : CommandOutcome.DONE;
    String conflict = cancelled ? CommandReply.ALREADY_CANCELLED : null;
    reply(command, batch.instance(), outcome, conflict, null);
    store.touch(batch.instance());
  }

  /** Applies the change of a batch to the next slice of its messages. */
  void applyChange(JobBatch batch) {
    store.touch(batch.instance());
    if (batch.next() < 0) {
      return;
    }
    int end = Math.min(batch.size(), batch.next() + SLICE);
    for (int index = batch.next(); index < end; index++) {
      store
          .readableJob(JobIdFormat.ofBatch(batch.id(), index))
          .ifPresent(job -> applyChange(job, batch.state()));
    }
    JobBatch applied = batch.appliedTo(end);
    store.save(applied);
    if (applied.next() >= 0) {
      store.timers().set(store.nowMs(), TimerKind.BATCH, batch.id());
    }
  }

  private void applyChange(SendJob job, BatchState batch) {
    if (batch == BatchState.CANCELLED) {
      cancel(job, JobTransition.BATCH_CANCELLED, JobChange.NONE);
    } else if (batch == BatchState.RUNNING && job.isHeldFor(JobTransition.BATCH_PAUSED.name())) {
      machine.move(job, JobTransition.BATCH_RESUMED);
    }
  }

  private static boolean mayTouch(ControlCommand command, String tenantId) {
    return command.tenantId() == null || command.tenantId().equals(tenantId);
  }

  private void reply(
      ControlCommand command, String key, CommandOutcome outcome, String code, SendJob job) {
    port.write(
        Topic.COMMAND_REPLY,
        key,
        new CommandReply(
            CommandReply.VERSION,
            command.commandId(),
            command.target(),
            outcome,
            code,
            job == null ? null : job.state(),
            job == null ? null : StoredTimeConverter.instant(job.scheduledFor()),
            Instant.ofEpochMilli(store.nowMs())),
        command.traceId());
  }
}
