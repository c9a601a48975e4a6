// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records every change of a job's state: stores the job, updates the counts of its instance and
 * writes the event.
 */
final class JobStateRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(JobStateRecorder.class);

  private final OutboxStateStore store;
  private final OutboxPort port;

  JobStateRecorder(OutboxStateStore store, OutboxPort port) {
    this.store = store;
    this.port = port;
  }

  /** Records the first state of a new job. */
  void open(SendJob job, SendMessageCommand command, JobState state, String reason, long nowMs) {
    job.state = state;
    count(job, 1);
    write(job, null, new StateChangeDetail(reason, null, null, null, command.slim()), nowMs);
  }

  /** Changes the state of a job. */
  void move(SendJob job, JobState to, String reason, long nowMs) {
    move(job, to, reason, null, null, nowMs);
  }

  /**
   * Changes the state of a job.
   *
   * @param actor id of the API key that caused it; null when no person did
   */
  void move(SendJob job, JobState to, String reason, String detail, String actor, long nowMs) {
    move(job, to, new StateChangeDetail(reason, detail, null, actor, null), nowMs);
  }

  /**
   * Fails a job whose message WhatsApp refused after Evolution had accepted it.
   *
   * @param error WhatsApp's error; null when none was reported
   */
  void refused(SendJob job, String reason, MessageStatusError error, long nowMs) {
    String detail =
        error == null
            ? "WhatsApp reported that it failed"
            : "WhatsApp reported that it failed: " + error.sentence();
    move(job, JobState.FAILED, new StateChangeDetail(reason, detail, error, null, null), nowMs);
  }

  private void move(SendJob job, JobState to, StateChangeDetail change, long nowMs) {
    JobState from = job.state;
    count(job, -1);
    job.state = to;
    count(job, 1);
    write(job, from, change, nowMs);
    if (to.isAccepted() || to == JobState.FAILED || to.isOver()) {
      // The command is not needed any more. A job in MANUAL is not over: a resend needs its
      // command.
      store.forgetCommand(job.id());
    }
  }

  private void count(SendJob job, int more) {
    if (job.isOpen()) {
      store.pace(job.instance()).openJobs += more;
    }
    // Jobs from a version without these counts were never added, so the count must not fall below
    // 0.
    if (job.state == JobState.SCHEDULED) {
      InstanceSendState pace = store.pace(job.instance());
      pace.scheduledJobs = Math.max(0, pace.scheduledJobs + more);
    } else if (job.state == JobState.MANUAL) {
      InstanceSendState pace = store.pace(job.instance());
      pace.manualJobs = Math.max(0, pace.manualJobs + more);
    }
  }

  /** What the event of a change says besides the state. */
  private record StateChangeDetail(
      String reason,
      String detail,
      MessageStatusError error,
      String actor,
      SendMessageCommand command) {}

  private void write(SendJob job, JobState from, StateChangeDetail change, long nowMs) {
    job.reason = change.reason();
    job.revision++;
    job.stateAt = Math.max(job.stateAt, nowMs);
    store.save(job);
    if (job.scheduledFor != 0) {
      store.index(job);
    }
    port.count("state." + job.state.text());
    port.write(
        Topic.SEND_STATE,
        job.instance(),
        new JobEvent(
            JobEvent.VERSION,
            job.id(),
            job.identity.tenantId(),
            InstanceKey.parse(job.instance()),
            job.revision,
            job.state,
            from,
            change.reason(),
            change.detail(),
            change.error(),
            Instant.ofEpochMilli(job.stateAt),
            StoredTimeConverter.instant(job.scheduledFor),
            job.state == JobState.RETRYING ? StoredTimeConverter.instant(job.nextAttemptAt) : null,
            job.attempts,
            job.fallback,
            job.lane,
            job.dispatchId,
            job.messageId,
            change.actor(),
            job.identity.batchId(),
            change.command(),
            job.identity.traceId()),
        job.identity.traceId());
  }

  void batch(JobBatch batch, String actor, String traceId, long nowMs) {
    store.save(batch);
    port.write(
        Topic.SEND_STATE,
        batch.instance(),
        new BatchEvent(
            BatchEvent.VERSION,
            batch.id(),
            batch.tenantId(),
            InstanceKey.parse(batch.instance()),
            batch.state(),
            batch.size(),
            Instant.ofEpochMilli(nowMs),
            actor,
            traceId),
        traceId);
  }

  /**
   * Raises the alert that a job waits for a person.
   *
   * @param code why; null when there was no outcome
   */
  void tellManual(SendJob job, String code, long nowMs) {
    LOG.info(
        "[FALLBACK] a person has to decide job={} instance={} code={}",
        job.id(),
        job.instance(),
        code);
    manualAlert(
        job,
        AlertEvent.AlertState.FIRING,
        "a message waits in the manual queue: " + (code == null ? "no outcome" : code),
        nowMs);
  }

  /** Resolves the alert that a job waits for a person. */
  void tellManualIsOver(SendJob job, String why, long nowMs) {
    manualAlert(job, AlertEvent.AlertState.RESOLVED, why, nowMs);
  }

  private void manualAlert(SendJob job, AlertEvent.AlertState state, String message, long nowMs) {
    // If the job waits for a person again later, that is another alert.
    String id = "manual-" + job.id() + "-" + job.dispatches;
    port.write(
        Topic.ALERT,
        id,
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            AlertEvent.AlertRuleId.SEND_NEEDS_MANUAL,
            state,
            job.identity.tenantId(),
            InstanceKey.parse(job.instance()),
            job.id(),
            message,
            Instant.ofEpochMilli(nowMs)),
        job.identity.traceId());
  }
}
