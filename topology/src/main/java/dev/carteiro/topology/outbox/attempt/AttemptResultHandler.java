// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.attempt;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.dispatch.InstanceDispatcher;
import dev.carteiro.topology.outbox.dispatch.InstanceProbeScheduler;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.HoldReason;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.AttemptStage;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import java.util.Optional;

/**
 * Handles the results of senders, and attempts that have none in time. Decides whether a job is
 * settled, tried again, or unknown.
 */
public record AttemptResultHandler(
    OutboxStateStore store,
    OutboxPort port,
    OutboxSettings settings,
    JobStateMachine machine,
    SendLimits limits,
    InstanceProbeScheduler probes,
    AcceptedAttemptHandler accepted,
    AttemptRetryHandler retries) {
  /** Pause of an instance after a result NOT_SENT that names no time. */
  private static final long BACK_OFF_MS = 5_000;

  /** The longest pause that a server can ask for. */
  private static final long MAX_PAUSE_MS = 24L * 60 * 60 * 1000;

  /** Pause of an instance after a dispatch was claimed too late: short, but not a busy loop. */
  private static final long AFTER_EXPIRED_MS = 1_000;

  /** Handles a claim or an outcome; false when it is about an attempt that does not exist. */
  public boolean handle(SendResult result) {
    Optional<SendJob> job =
        Optional.ofNullable(result.jobId())
            .flatMap(store::job)
            .filter(found -> found.instance().equals(result.instance().text()))
            .filter(found -> isOfJob(result.dispatchId(), found));
    job.ifPresent(found -> handle(found, result));
    return job.isPresent();
  }

  /** An attempt in its typing time has no result: its message is not dispatched yet. */
  private static boolean isOfJob(String dispatchId, SendJob job) {
    String prefix = job.id() + ":";
    if (dispatchId == null || !dispatchId.startsWith(prefix)) {
      return false;
    }
    String number = dispatchId.substring(prefix.length());
    return number.matches("[1-9][0-9]{0,8}")
        && Integer.parseInt(number) <= job.dispatches()
        && !(job.isTyping() && dispatchId.equals(job.dispatchId()));
  }

  private void handle(SendJob job, SendResult result) {
    InstanceSendState sendState = store.sendState(job.instance());
    SendResultKind kind = result.kind();
    if (kind == SendResultKind.STARTED) {
      sendState.inFlight().claim(result.dispatchId(), result.senderId(), store.nowMs());
      long deadline = store.nowMs() + settings.attemptDeadline().toMillis();
      store.setTimer(sendState, TimerKind.WATCH, deadline);
      return;
    }
    if (kind == SendResultKind.EXPIRED && !sendState.inFlight().isUnclaimed(result.dispatchId())) {
      // Another group of senders, or one whose offsets were reset, read the dispatch again.
      port.count("result.repeated");
      return;
    }
    boolean neverLeft = kind == SendResultKind.NOT_SENT || kind == SendResultKind.EXPIRED;
    // A server that wants a licence was called, too: each call counts against the rate.
    boolean called = !neverLeft || result.httpStatus() != null;
    boolean wasUnderWay = end(job, sendState, result.dispatchId(), called);
    if (wasUnderWay) {
      pause(sendState, result);
    }
    boolean current = result.dispatchId().equals(job.dispatchId());
    if (current && isAwaited(job, kind)) {
      outcome(job, sendState, result);
    } else if (kind == SendResultKind.ACCEPTED) {
      accepted.acceptLate(job, result);
    } else if (current && wasUnderWay && neverLeft && job.state().isAccepted()) {
      accepted.failMistaken(job);
    } else if (current && kind == SendResultKind.PERMANENT && job.state().isWaiting()) {
      // The job was queued again before this result came.
      machine.move(job, JobTransition.REFUSE, change(result));
    } else if (!current) {
      port.count("result.overtaken");
    } else if (!wasUnderWay) {
      port.count("result.repeated");
    }
  }

  private static boolean isAwaited(SendJob job, SendResultKind kind) {
    boolean isFinal = kind == SendResultKind.ACCEPTED || kind == SendResultKind.PERMANENT;
    return job.state() == JobState.DISPATCHED
        || job.state() == JobState.UNKNOWN
        || job.state() == JobState.MANUAL && isFinal;
  }

  private static JobChange change(SendResult result) {
    return JobChange.of(result.code(), result.detail());
  }

  /** Pauses the instance as the result asks for; a rate limit also throttles it afterwards. */
  private void pause(InstanceSendState sendState, SendResult result) {
    long requested =
        result.retryAfterMs() == null ? 0 : Math.min(MAX_PAUSE_MS, result.retryAfterMs());
    if (result.rateLimited()) {
      // The code of an uncertain outcome describes the job, not the pause.
      String reason =
          result.kind() == SendResultKind.UNKNOWN ? HoldReason.RATE_LIMITED.name() : result.code();
      limits.throttle(sendState, reason, requested, store.nowMs());
      sendState.holdFor(null);
    } else if (requested != 0 && result.kind() == SendResultKind.TRANSIENT) {
      sendState.pause(store.nowMs() + requested, result.code());
      sendState.holdFor(null);
    }
  }

  private void outcome(SendJob job, InstanceSendState sendState, SendResult result) {
    switch (result.kind()) {
      case ACCEPTED -> {
        job.countAttempt();
        accepted.accept(job, result.messageId());
      }
      case PERMANENT -> {
        job.countAttempt();
        machine.move(job, JobTransition.REFUSE, change(result));
      }
      case TRANSIENT -> {
        job.countAttempt();
        retries.retry(job, change(result));
      }
      case UNKNOWN -> {
        if (job.state() == JobState.DISPATCHED) {
          retries.uncertain(job, JobTransition.UNCERTAIN, change(result), store.nowMs());
        }
      }
      case NOT_SENT -> notSent(job, sendState, result);
      case EXPIRED -> {
        hold(sendState, AFTER_EXPIRED_MS, JobTransition.CLAIM_EXPIRED.name());
        machine.move(job, JobTransition.CLAIM_EXPIRED);
      }
      case STARTED, PROBED, TAKEN_OVER -> throw new IllegalStateException("not an outcome");
    }
  }

  private void notSent(SendJob job, InstanceSendState sendState, SendResult result) {
    job.uncountAttempt();
    if (SendResult.TENANT_CHANGED.equals(result.code())) {
      machine.move(job, JobTransition.REFUSE, change(result));
      return;
    }
    if (SendResult.LICENSE_REQUIRED.equals(result.code())) {
      probes.awaitLicense(sendState);
    } else {
      long requested = result.retryAfterMs() == null ? BACK_OFF_MS : result.retryAfterMs();
      long pauseMs = Math.max(AFTER_EXPIRED_MS, Math.min(MAX_PAUSE_MS, requested));
      hold(sendState, pauseMs, result.code());
    }
    machine.move(job, JobTransition.NOT_CALLED, change(result));
  }

  private void hold(InstanceSendState sendState, long pauseMs, String reason) {
    sendState.pause(store.nowMs() + pauseMs, reason);
    sendState.holdFor(reason);
  }

  /** Ends an attempt and settles its permits; false when it was not in flight. */
  private boolean end(
      SendJob job, InstanceSendState sendState, String dispatchId, boolean mayHaveLeft) {
    Optional<InFlightAttempt> attempt = sendState.inFlight().end(dispatchId);
    attempt.ifPresent(
        one -> {
          if (one.stage() == AttemptStage.ECHOED) {
            // Its permit was used with the echo; only the recipient's next message still waited.
            machine.release(job);
          } else {
            limits.settle(job.tenantId(), sendState, one, mayHaveLeft, store.nowMs());
          }
        });
    return attempt.isPresent();
  }

  /** Handles the overdue attempts of an instance and schedules the next check. */
  public void checkDeadlines(InstanceSendState sendState) {
    long next = Long.MAX_VALUE;
    for (InFlightAttempt attempt : sendState.inFlight().all()) {
      long limit =
          attempt.started() || store.isUnreadable(attempt.jobId())
              ? settings.attemptDeadline().toMillis()
              : InstanceDispatcher.lostAfterMs(settings);
      if (attempt.since() + limit > store.nowMs()) {
        next = Math.min(next, attempt.since() + limit);
        continue;
      }
      store
          .readableJob(attempt.jobId())
          .ifPresentOrElse(
              job -> endOverdue(job, sendState, attempt),
              () -> {
                sendState.inFlight().end(attempt.dispatchId());
                if (attempt.stage() != AttemptStage.ECHOED && store.isUnreadable(attempt.jobId())) {
                  // Its job stays as it is, and the request may have left.
                  limits.settle(
                      tenantOf(attempt, sendState), sendState, attempt, true, store.nowMs());
                }
              });
    }
    if (next != Long.MAX_VALUE) {
      store.setTimer(sendState, TimerKind.WATCH, next);
    }
  }

  /** The tenant of an attempt whose job cannot be read: the instance may be another's by now. */
  private String tenantOf(InFlightAttempt attempt, InstanceSendState sendState) {
    return store
        .command(attempt.jobId())
        .map(SendMessageCommand::tenantId)
        .orElseGet(sendState::permitTenant);
  }

  private void endOverdue(SendJob job, InstanceSendState sendState, InFlightAttempt attempt) {
    if (job.isTyping()) {
      return;
    }
    end(job, sendState, attempt.dispatchId(), attempt.started());
    if (job.state() != JobState.DISPATCHED || !attempt.dispatchId().equals(job.dispatchId())) {
      return;
    }
    if (attempt.started()) {
      JobChange change = JobChange.of(null, "the sender began the attempt and never said more");
      retries.uncertain(job, JobTransition.NO_OUTCOME, change, store.nowMs());
    } else {
      machine.move(job, JobTransition.DISPATCH_LOST);
    }
  }
}
