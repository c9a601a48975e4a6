// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import java.time.Instant;
import java.util.Optional;

/**
 * Handles control commands: cancel, reschedule, resend or discard a job; pause, resume or cancel a
 * batch. Each command gets one reply.
 */
final class ControlCommandHandler {
  static final String BATCH_CANCELLED = "BATCH_CANCELLED";
  private static final String DISCARDED = "DISCARDED";

  /** Messages of a batch that one timer examines after the batch has changed. */
  private static final int SLICE = 500;

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final JobStateRecorder journal;
  private final RecipientOrdering chats;
  private final InstanceDispatcher dispatcher;

  ControlCommandHandler(
      OutboxStateStore store,
      OutboxPort port,
      JobStateRecorder journal,
      RecipientOrdering chats,
      InstanceDispatcher dispatcher) {
    this.store = store;
    this.port = port;
    this.journal = journal;
    this.chats = chats;
    this.dispatcher = dispatcher;
  }

  /**
   * Executes a command and writes the reply.
   *
   * @return the instance of the job or batch, which may be able to send now; empty when there is
   *     none
   */
  Optional<String> take(ControlCommand command, long nowMs) {
    return switch (command.action()) {
      case CANCEL, RESCHEDULE, RESEND, DISCARD -> ofJob(command, nowMs);
      case PAUSE_BATCH, RESUME_BATCH, CANCEL_BATCH -> ofBatch(command, nowMs);
    };
  }

  private Optional<String> ofJob(ControlCommand command, long nowMs) {
    Optional<SendJob> found =
        store.job(command.target()).filter(job -> mayTouch(command, job.identity.tenantId()));
    if (found.isEmpty()) {
      reply(command, command.target(), CommandOutcome.NOT_FOUND, null, null, nowMs);
      return Optional.empty();
    }
    SendJob job = found.get();
    String conflict =
        switch (command.action()) {
          case CANCEL -> cancel(job, command.userId(), null, nowMs);
          case RESCHEDULE -> reschedule(job, command, nowMs);
          case RESEND -> resend(job, command.userId(), nowMs);
          case DISCARD -> discard(job, command.userId(), nowMs);
          case PAUSE_BATCH, RESUME_BATCH, CANCEL_BATCH ->
              throw new IllegalStateException("not of a job");
        };
    reply(
        command,
        job.instance(),
        conflict == null ? CommandOutcome.DONE : CommandOutcome.CONFLICT,
        conflict,
        job,
        nowMs);
    return Optional.of(job.instance());
  }

  private String cancel(SendJob job, String actor, String reason, long nowMs) {
    if (!job.state.isWaiting()) {
      return whyNot(job);
    }
    dispatcher.withdraw(job, nowMs);
    journal.move(job, JobState.CANCELLED, reason, null, actor, nowMs);
    chats.release(job, nowMs);
    return null;
  }

  private static String whyNot(SendJob job) {
    return switch (job.state) {
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

  private String reschedule(SendJob job, ControlCommand command, long nowMs) {
    if (job.state != JobState.SCHEDULED) {
      boolean over = !job.state.isWaiting();
      return over ? whyNot(job) : CommandReply.NOT_SCHEDULED;
    }
    store.unindex(job);
    job.scheduledFor = command.scheduledFor().toEpochMilli();
    store.timers().set(job.scheduledFor, OutboxTimerQueue.TimerKind.DUE, job.id());
    journal.move(job, JobState.SCHEDULED, "RESCHEDULED", null, command.userId(), nowMs);
    return null;
  }

  private String resend(SendJob job, String actor, long nowMs) {
    if (job.state != JobState.MANUAL) {
      return CommandReply.NOT_MANUAL;
    }
    store.awaitNoEcho(job);
    job.attempts = 0;
    job.fallback = 0;
    if (job.expiresAt > nowMs) {
      store.timers().set(job.expiresAt, OutboxTimerQueue.TimerKind.EXPIRY, job.id());
    }
    if (job.scheduledFor > nowMs) {
      store.timers().set(job.scheduledFor, OutboxTimerQueue.TimerKind.DUE, job.id());
      journal.move(job, JobState.SCHEDULED, "RESENT", null, actor, nowMs);
    } else {
      dispatcher.enqueue(job);
      journal.move(job, JobState.QUEUED, "RESENT", null, actor, nowMs);
    }
    journal.tellManualIsOver(job, "a person sends it again", nowMs);
    return null;
  }

  private String discard(SendJob job, String actor, long nowMs) {
    if (job.state != JobState.MANUAL) {
      return CommandReply.NOT_MANUAL;
    }
    store.awaitNoEcho(job);
    journal.move(job, JobState.CANCELLED, DISCARDED, null, actor, nowMs);
    journal.tellManualIsOver(job, "a person discarded it", nowMs);
    return null;
  }

  private Optional<String> ofBatch(ControlCommand command, long nowMs) {
    Optional<JobBatch> found =
        store.batch(command.target()).filter(batch -> mayTouch(command, batch.tenantId()));
    if (found.isEmpty()) {
      reply(command, command.target(), CommandOutcome.NOT_FOUND, null, null, nowMs);
      return Optional.empty();
    }
    JobBatch batch = found.get();
    BatchEvent.BatchState to =
        switch (command.action()) {
          case PAUSE_BATCH -> BatchEvent.BatchState.PAUSED;
          case RESUME_BATCH -> BatchEvent.BatchState.RUNNING;
          case CANCEL_BATCH -> BatchEvent.BatchState.CANCELLED;
          case CANCEL, RESCHEDULE, RESEND, DISCARD ->
              throw new IllegalStateException("not of a batch");
        };
    boolean cancelled = batch.state() == BatchEvent.BatchState.CANCELLED;
    if (!cancelled && batch.state() != to) {
      journal.batch(batch.changed(to), command.userId(), command.traceId(), nowMs);
      store.timers().set(nowMs, OutboxTimerQueue.TimerKind.BATCH, batch.id());
    }
    reply(
        command,
        batch.instance(),
        cancelled ? CommandOutcome.CONFLICT : CommandOutcome.DONE,
        cancelled ? CommandReply.ALREADY_CANCELLED : null,
        null,
        nowMs);
    return Optional.of(batch.instance());
  }

  /** Applies the change of a batch to the next slice of its messages. */
  void walk(JobBatch batch, long nowMs) {
    if (batch.walk() < 0) {
      return;
    }
    int end = Math.min(batch.size(), batch.walk() + SLICE);
    for (int index = batch.walk(); index < end; index++) {
      store
          .job(JobIdFormat.ofBatch(batch.id(), index))
          .ifPresent(job -> learn(job, batch.state(), nowMs));
    }
    JobBatch walked = batch.walkedTo(end);
    store.save(walked);
    if (walked.walk() >= 0) {
      store.timers().set(nowMs, OutboxTimerQueue.TimerKind.BATCH, batch.id());
    }
  }

  private void learn(SendJob job, BatchEvent.BatchState batch, long nowMs) {
    boolean held = job.state == JobState.HELD && InstanceDispatcher.BATCH_PAUSED.equals(job.reason);
    if (batch == BatchEvent.BatchState.CANCELLED) {
      cancel(job, null, BATCH_CANCELLED, nowMs);
    } else if (batch == BatchEvent.BatchState.RUNNING && held) {
      dispatcher.back(job);
      journal.move(job, JobState.QUEUED, "BATCH_RESUMED", nowMs);
    }
  }

  private static boolean mayTouch(ControlCommand command, String tenantId) {
    return command.tenantId() == null || command.tenantId().equals(tenantId);
  }

  private void reply(
      ControlCommand command,
      String key,
      CommandOutcome outcome,
      String code,
      SendJob job,
      long nowMs) {
    port.write(
        Topic.COMMAND_REPLY,
        key,
        new CommandReply(
            CommandReply.VERSION,
            command.commandId(),
            command.target(),
            outcome,
            code,
            job == null ? null : job.state,
            job == null || job.scheduledFor == 0 ? null : Instant.ofEpochMilli(job.scheduledFor),
            Instant.ofEpochMilli(nowMs)),
        command.traceId());
  }
}
