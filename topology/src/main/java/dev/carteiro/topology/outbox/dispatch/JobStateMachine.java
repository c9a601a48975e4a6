// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.dispatch;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.job.JobBatch;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the moves of jobs, and all that follows from a move: the job's place in its lane, what
 * waits behind it, its timer, the echoes it waits for, the counts of its instance, the event, and
 * the alert that a person has to decide.
 *
 * <p>A move that {@link JobTransition} does not know is refused: nothing of the job changes, the
 * rest of the unit of work goes on, and the refusal becomes a dead letter. So a bug or a damaged
 * entry stops neither the instance nor the thread, and a job that was dispatched or sent is never
 * dispatched because of it.
 */
public record JobStateMachine(OutboxStateStore store, OutboxPort port, SendLimits limits) {
  private static final Logger LOG = LoggerFactory.getLogger(JobStateMachine.class);

  public void move(SendJob job, JobTransition transition) {
    move(job, transition, JobChange.NONE);
  }

  /** Moves a job, or refuses to. A job that has no state yet gets its first one. */
  public void move(SendJob job, JobTransition transition, JobChange change) {
    if (!transition.isAllowedFrom(job.state())) {
      refuse(job, transition);
      return;
    }
    JobState from = job.state();
    JobState to = transition.to(from);
    InstanceSendState sendState = store.sendState(job.instance());
    if (from != null) {
      leave(job, sendState, transition);
      sendState.count(from, -1);
    }
    place(job, sendState, transition.place());
    job.move(transition, change.code(), store.nowMs());
    sendState.count(to, 1);
    if (to == JobState.RETRYING || to == JobState.UNKNOWN || transition == JobTransition.ECHO) {
      store.lanes().hold(job);
    }
    setTimer(job);
    store.save(job);
    port.count("state." + to.text());
    port.write(Topic.SEND_STATE, job.instance(), change.event(job, from), job.identity().traceId());
    alert(job, from, transition);
    if (from != null && to.isOver() && !from.isOver()) {
      store.forgetCommand(job.id());
    }
    if (from != null && settles(transition, from, to)) {
      release(job);
    }
  }

  /** Ends what belonged to the state that the job leaves. */
  private void leave(SendJob job, InstanceSendState sendState, JobTransition transition) {
    JobState to = transition.to(job.state());
    if (job.isTyping() && transition != JobTransition.DISPATCH) {
      sendState
          .inFlight()
          .end(job.dispatchId())
          .ifPresent(one -> limits.settle(job.tenantId(), sendState, one, false, store.nowMs()));
    }
    if (job.state().isWaiting() && to.isOver()) {
      // This job may be the one that is marked as held; then the next one must be marked.
      sendState.holdFor(null);
    }
    if (to == JobState.UNKNOWN) {
      boolean captioned = store.command(job.id()).filter(EchoSignature::hasCaption).isPresent();
      store.echoes().add(job, captioned);
    } else if (to == JobState.MANUAL) {
      store.echoes().removeCaptionless(job);
    } else if (store.mayAwaitEcho(job)) {
      store.echoes().remove(job);
    }
  }

  private void place(SendJob job, InstanceSendState sendState, JobTransition.Place place) {
    switch (place) {
      case END -> {
        store.lanes().leave(sendState, job);
        job.forgetArrival();
        store.lanes().enter(sendState, job);
      }
      case LANE -> store.lanes().enter(sendState, job);
      case BEHIND -> store.lanes().waitBehind(sendState, job);
      case OUT -> store.lanes().leave(sendState, job);
      case SAME -> {}
    }
  }

  private void setTimer(SendJob job) {
    switch (job.state()) {
      case SCHEDULED -> store.timers().set(job.scheduledFor(), TimerKind.DUE, job.id());
      case RETRYING -> store.timers().set(job.nextAttemptAt(), TimerKind.RETRY, job.id());
      case UNKNOWN -> store.timers().set(job.nextAttemptAt(), TimerKind.ECHO, job.id());
      case QUEUED,
          HELD,
          DISPATCHED,
          ACCEPTED,
          SENT,
          DELIVERED,
          READ,
          FAILED,
          MANUAL,
          CANCELLED,
          EXPIRED -> {}
    }
  }

  /** Whether later messages to the same recipient wait no longer for the job. */
  private static boolean settles(JobTransition transition, JobState from, JobState to) {
    return !from.isOver() && (to.isOver() || to == JobState.MANUAL)
        ? transition != JobTransition.ECHO
        : transition == JobTransition.BATCH_PAUSED;
  }

  /** The next job that waited behind this one returns to its position in the lane. */
  public void release(SendJob job) {
    store
        .lanes()
        .release(job, id -> store.readableJob(id).isPresent())
        .flatMap(store::job)
        .ifPresent(next -> move(next, JobTransition.TURN));
  }

  /** Raises the alert that a job waits for a person, or resolves it. */
  private void alert(SendJob job, JobState from, JobTransition transition) {
    if (job.state() == JobState.MANUAL) {
      String reason = job.reason();
      LOG.info(
          "[FALLBACK] a person has to decide job={} instance={} code={}",
          job.id(),
          job.instance(),
          reason);
      alert(
          job,
          AlertEvent.AlertState.FIRING,
          "a message waits in the manual queue: " + (reason == null ? "no outcome" : reason));
    } else if (from == JobState.MANUAL) {
      alert(job, AlertEvent.AlertState.RESOLVED, transition.sentence());
    }
  }

  private void alert(SendJob job, AlertEvent.AlertState state, String message) {
    // If the job waits for a person again later, that is another alert.
    String id = "manual-" + job.id() + "-" + job.dispatches();
    port.write(
        Topic.ALERT,
        id,
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            AlertEvent.AlertRuleId.SEND_NEEDS_MANUAL,
            state,
            job.tenantId(),
            InstanceKey.parse(job.instance()),
            job.id(),
            message,
            Instant.ofEpochMilli(store.nowMs())),
        job.identity().traceId());
  }

  /** Stores the new state of a batch and writes its event. */
  public void changeBatch(JobBatch batch, String actor, String traceId) {
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
            Instant.ofEpochMilli(store.nowMs()),
            actor,
            traceId),
        traceId);
  }

  /** Takes the first job out of a lane that its state does not let leave. */
  void evict(SendJob job, InstanceSendState sendState, Lane lane) {
    // Whatever the job itself says of its place: else it would be the first again and again.
    store.lanes().removeFirst(sendState, lane);
    job.leaveQueues();
    store.save(job);
    refuse(job, JobTransition.DISPATCH);
  }

  private void refuse(SendJob job, JobTransition transition) {
    LOG.error(
        "a move of a job was refused code=ILLEGAL_TRANSITION job={} instance={} state={}"
            + " trigger={}",
        job.id(),
        job.instance(),
        job.state(),
        transition);
    port.count("transition.refused");
    port.deadLetter(
        job.instance(),
        job.tenantId(),
        job.id(),
        "ILLEGAL_TRANSITION: " + transition + " in the state " + job.state(),
        job.identity().traceId());
  }
}
