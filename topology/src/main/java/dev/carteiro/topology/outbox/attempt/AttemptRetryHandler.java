// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.attempt;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.OutboxSettings.LaneRetryPolicy;
import dev.carteiro.topology.OutboxSettings.LaneRetryPolicy.RetryExhaustionAction;
import dev.carteiro.topology.OutboxSettings.UnknownAttemptPolicy;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows an attempt that failed, or may have failed: another attempt, the wait for
 * its echo, the end of the job, or a person's decision.
 */
public record AttemptRetryHandler(
    OutboxStateStore store, OutboxPort port, OutboxSettings settings, JobStateMachine machine) {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRetryHandler.class);

  /** An attempt failed and was surely not sent. */
  void retry(SendJob job, JobChange failure) {
    LaneRetryPolicy policy = settings.retryOf(job.lane());
    // No later message is its echo, not even when it is left to a person.
    store.echoes().remove(job);
    if (isExhausted(job, policy)) {
      exhausted(job, policy, failure);
      return;
    }
    long delay = policy.delays().get(job.attempts() - 1).toMillis();
    long jitter = delay * settings.retryJitterPercent() / 100;
    if (jitter > 0) {
      delay += Math.floorMod(job.dispatchId().hashCode(), jitter + 1);
    }
    long pausedUntil = store.sendState(job.instance()).pausedUntil();
    job.planAttempt(Math.max(store.nowMs() + delay, pausedUntil));
    machine.move(job, JobTransition.RETRY_LATER, failure);
  }

  private static boolean isExhausted(SendJob job, LaneRetryPolicy policy) {
    return job.isInFallback() || job.attempts() > policy.delays().size();
  }

  private void exhausted(SendJob job, LaneRetryPolicy policy, JobChange failure) {
    if (job.isInFallback()) {
      machine.move(job, JobTransition.GIVE_UP, failure);
    } else if (policy.end() == RetryExhaustionAction.DEAD_LETTER) {
      port.deadLetter(
          job.instance(),
          job.tenantId(),
          job.id(),
          "all attempts failed, the last with " + failure.code(),
          job.identity().traceId());
      machine.move(job, JobTransition.REFUSE, failure);
    } else {
      LOG.info(
          "[FALLBACK] one more attempt in the high lane job={} instance={} code={}",
          job.id(),
          job.instance(),
          failure.code());
      if (job.lane() != Lane.HIGH) {
        // In the high lane it keeps its place: later ones to the recipient still wait for it.
        machine.release(job);
      }
      job.fallBack();
      machine.move(job, JobTransition.FALLBACK_HIGH_LANE, failure);
    }
  }

  /**
   * An attempt may have been sent: the job waits for its echo.
   *
   * @param callableUntilMs until when the attempt may reach Evolution; the wait begins then
   */
  void uncertain(SendJob job, JobTransition why, JobChange change, long callableUntilMs) {
    job.countAttempt();
    job.planAttempt(callableUntilMs + settings.unknownWindow().toMillis());
    machine.move(job, why, change);
  }

  /** The wait for an echo is over: retries the job, or leaves it to a person. */
  public void endEchoWait(SendJob job, long dueMs) {
    if (job.state() != JobState.UNKNOWN || job.nextAttemptAt() > dueMs) {
      return;
    }
    LaneRetryPolicy policy = settings.retryOf(job.lane());
    if (!job.hasOwnId() && settings.unknownPolicy() != UnknownAttemptPolicy.RETRY) {
      String detail = "no echo came; it may or may not have been sent";
      machine.move(job, JobTransition.GIVE_UP, JobChange.of(job.reason(), detail));
    } else if (isExhausted(job, policy)) {
      exhausted(job, policy, JobChange.of(job.reason(), "no echo came"));
    } else {
      machine.move(job, JobTransition.NO_ECHO);
    }
  }
}
