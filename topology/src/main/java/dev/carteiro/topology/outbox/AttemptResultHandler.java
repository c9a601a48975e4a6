// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.OutboxSettings.LaneRetryPolicy;
import dev.carteiro.topology.OutboxSettings.UnknownAttemptPolicy;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the outcomes of attempts: results of senders, attempts without a result, and missing
 * echoes. Decides whether a job is settled, retried, unknown, or left to a person.
 */
final class AttemptResultHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptResultHandler.class);

  /**
   * Step of the fallback chain: one more attempt in the high lane. Other servers, the step before,
   * are tried by the sender.
   */
  static final int HIGH_LANE = 2;

  static final int MANUAL = 4;

  private static final String SENDER_LOST = "SENDER_LOST";

  /** Pause of an instance after a result NOT_SENT that names no time. */
  private static final long BACK_OFF_MS = 5_000;

  /** The longest pause that a server can ask for. */
  private static final long MOST_AWAY_MS = 24L * 60 * 60 * 1000;

  /** Pause of an instance after a dispatch was claimed too late: short, but not a busy loop. */
  private static final long AFTER_EXPIRED_MS = 1_000;

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final OutboxSettings settings;
  private final JobStateRecorder journal;
  private final RecipientOrdering chats;
  private final TenantPermitRequester tenantPermits;
  private final InstanceDispatcher dispatcher;
  private final AcceptedAttemptHandler acceptance;

  AttemptResultHandler(
      OutboxStateStore store,
      OutboxPort port,
      OutboxSettings settings,
      JobStateRecorder journal,
      RecipientOrdering chats,
      TenantPermitRequester tenantPermits,
      InstanceDispatcher dispatcher,
      AcceptedAttemptHandler acceptance) {
    this.store = store;
    this.port = port;
    this.settings = settings;
    this.journal = journal;
    this.chats = chats;
    this.tenantPermits = tenantPermits;
    this.dispatcher = dispatcher;
    this.acceptance = acceptance;
  }

  /** Handles a sender's result: the claim of an attempt, or its outcome. */
  void told(SendJob job, SendResult result, long nowMs) {
    InstanceSendState pace = store.pace(job.instance());
    if (result.kind() == SendResult.SendResultKind.STARTED) {
      pace.started(result.dispatchId(), result.senderId(), nowMs);
      dispatcher.watch(pace, nowMs + settings.attemptDeadline().toMillis());
      return;
    }
    if (result.kind() == SendResult.SendResultKind.EXPIRED
        && !pace.isUnclaimed(result.dispatchId())) {
      // Another consumer group of senders, or one whose offsets were reset, read the dispatch
      // again.
      port.count("result.repeated");
      return;
    }
    boolean neverLeft =
        result.kind() == SendResult.SendResultKind.NOT_SENT
            || result.kind() == SendResult.SendResultKind.EXPIRED;
    // A server that wants a licence was called, too: each call counts against the rate.
    boolean called = !neverLeft || result.httpStatus() != null;
    boolean wasUnderWay = over(job, pace, result.dispatchId(), called, nowMs);
    if (wasUnderWay) {
      giveRest(job, result, nowMs);
    }
    boolean current = result.dispatchId().equals(job.dispatchId);
    if (current && isAwaited(job, result)) {
      outcome(job, result, nowMs);
    } else if (result.kind() == SendResult.SendResultKind.ACCEPTED) {
      acceptance.afterAll(job, result, nowMs);
    } else if (current && wasUnderWay && neverLeft && job.state.isAccepted()) {
      acceptance.mistaken(job, nowMs);
    } else if (current
        && result.kind() == SendResult.SendResultKind.PERMANENT
        && job.state.isWaiting()) {
      // The job was queued again before this result came.
      dispatcher.withdraw(job, nowMs);
      settle(job, JobState.FAILED, result.code(), result.detail(), nowMs);
    } else if (!current) {
      port.count("result.overtaken");
    } else if (!wasUnderWay) {
      port.count("result.repeated");
    }
  }

  private static boolean isAwaited(SendJob job, SendResult result) {
    return job.state == JobState.DISPATCHED
        || job.state == JobState.UNKNOWN
        || job.state == JobState.MANUAL && isFinal(result);
  }

  /**
   * Pauses the instance for as long as the result asks for. A rate limit pauses it for longer and
   * throttles it afterwards.
   */
  private void giveRest(SendJob job, SendResult result, long nowMs) {
    long asked = result.retryAfterMs() == null ? 0 : Math.min(MOST_AWAY_MS, result.retryAfterMs());
    if (!result.rateLimited()
        && (asked == 0 || result.kind() != SendResult.SendResultKind.TRANSIENT)) {
      return;
    }
    InstanceSendState pace = store.pace(job.instance());
    if (result.rateLimited()) {
      // The code of an uncertain outcome describes the job; the pause has the rate limit as its
      // reason.
      String reason =
          result.kind() == SendResult.SendResultKind.UNKNOWN
              ? InstanceThrottleHandler.RATE_LIMITED
              : result.code();
      leaveAlone(pace, dispatcher.throttle(pace, reason, asked, nowMs), reason);
    } else {
      leaveAlone(pace, nowMs + asked, result.code());
    }
    pace.heldFor = null;
  }

  private void outcome(SendJob job, SendResult result, long nowMs) {
    switch (result.kind()) {
      case ACCEPTED -> {
        job.countAttempt();
        acceptance.told(job, result.messageId(), nowMs);
      }
      case PERMANENT -> {
        job.countAttempt();
        settle(job, JobState.FAILED, result.code(), result.detail(), nowMs);
      }
      case TRANSIENT -> {
        job.countAttempt();
        retry(job, result, nowMs);
      }
      case UNKNOWN -> {
        if (job.state == JobState.DISPATCHED) {
          job.countAttempt();
          unknown(job, result.code(), result.detail(), nowMs);
        }
      }
      case NOT_SENT -> {
        if (job.state == JobState.UNKNOWN) {
          job.attempts = Math.max(0, job.attempts - 1);
        }
        notSent(job, result, nowMs);
      }
      case EXPIRED -> {
        InstanceSendState pace = store.pace(job.instance());
        leaveAlone(pace, nowMs + AFTER_EXPIRED_MS, "CLAIM_EXPIRED");
        backToLane(job, JobState.QUEUED, "CLAIM_EXPIRED", null, nowMs);
      }
      case STARTED, PROBED, TAKEN_OVER -> throw new IllegalStateException("not an outcome");
    }
  }

  private static boolean isFinal(SendResult result) {
    return result.kind() == SendResult.SendResultKind.ACCEPTED
        || result.kind() == SendResult.SendResultKind.PERMANENT;
  }

  /**
   * Ends an attempt: frees its in-flight slot and settles its permits.
   *
   * @return whether it was in flight
   */
  private boolean over(
      SendJob job, InstanceSendState pace, String dispatchId, boolean mayHaveLeft, long nowMs) {
    Optional<InstanceSendState.InFlightAttempt> attempt = pace.end(dispatchId);
    attempt.ifPresent(
        one -> {
          if (one.stage() == InstanceSendState.AttemptStage.ECHOED) {
            // Its permit was used with the echo; only the recipient's next message still waited.
            chats.release(job, nowMs);
          } else if (mayHaveLeft) {
            pace.use(nowMs, dispatcher.fullLimit(port.binding(job.instance())));
            tenantPermits.used(job, one, nowMs);
          } else {
            tenantPermits.unused(job, one, nowMs);
          }
        });
    return attempt.isPresent();
  }

  private void settle(SendJob job, JobState to, String reason, String detail, long nowMs) {
    store.awaitNoEcho(job);
    boolean wasManual = job.state == JobState.MANUAL;
    journal.move(job, to, reason, detail, null, nowMs);
    if (wasManual) {
      journal.tellManualIsOver(job, "the message is settled", nowMs);
    }
    chats.release(job, nowMs);
  }

  private void retry(SendJob job, SendResult result, long nowMs) {
    LaneRetryPolicy policy = settings.retryOf(job.lane);
    store.awaitNoEcho(job);
    if (job.fallback >= HIGH_LANE || job.attempts > policy.delays().size()) {
      exhausted(job, policy, result.code(), result.detail(), nowMs);
      return;
    }
    long delay = policy.delays().get(job.attempts - 1).toMillis();
    long jitter = delay * settings.retryJitterPercent() / 100;
    if (jitter > 0) {
      delay += Math.floorMod(job.dispatchId.hashCode(), jitter + 1);
    }
    delay = Math.max(delay, store.pace(job.instance()).notBefore - nowMs);
    job.nextAttemptAt = nowMs + delay;
    chats.hold(job);
    journal.move(job, JobState.RETRYING, result.code(), result.detail(), null, nowMs);
    store.timers().set(job.nextAttemptAt, OutboxTimerQueue.TimerKind.RETRY, job.id());
  }

  private void exhausted(
      SendJob job, LaneRetryPolicy policy, String code, String detail, long nowMs) {
    if (policy.end() == LaneRetryPolicy.RetryExhaustionAction.DEAD_LETTER
        && job.fallback < HIGH_LANE) {
      port.deadLetter(
          job.instance(),
          job.identity.tenantId(),
          job.id(),
          "all attempts failed, the last with " + code,
          job.identity.traceId());
      settle(job, JobState.FAILED, code, detail, nowMs);
    } else if (job.fallback < HIGH_LANE) {
      job.fallback = HIGH_LANE;
      LOG.info(
          "[FALLBACK] one more attempt in the high lane job={} instance={} code={}",
          job.id(),
          job.instance(),
          code);
      if (job.lane == Lane.HIGH) {
        // It keeps its place: later ones to the same recipient still wait for it.
        dispatcher.back(job);
      } else {
        chats.release(job, nowMs);
        job.lane = Lane.HIGH;
        dispatcher.enqueue(job);
      }
      journal.move(job, JobState.QUEUED, "FALLBACK_HIGH_LANE", detail, null, nowMs);
    } else {
      manual(job, code, detail, nowMs);
    }
  }

  private void manual(SendJob job, String code, String detail, long nowMs) {
    job.fallback = MANUAL;
    store.awaitNoCaptionless(job);
    journal.tellManual(job, code, nowMs);
    journal.move(job, JobState.MANUAL, code, detail, null, nowMs);
    chats.release(job, nowMs);
  }

  private void unknown(SendJob job, String code, String detail, long nowMs) {
    unknown(job, code, detail, nowMs, nowMs);
  }

  /**
   * @param callableUntilMs until when the attempt may reach Evolution; the wait for the echo begins
   *     then
   */
  private void unknown(SendJob job, String code, String detail, long callableUntilMs, long nowMs) {
    chats.hold(job);
    job.nextAttemptAt = callableUntilMs + settings.unknownWindow().toMillis();
    journal.move(job, JobState.UNKNOWN, code, detail, null, nowMs);
    store.timers().set(job.nextAttemptAt, OutboxTimerQueue.TimerKind.ECHO, job.id());
  }

  /** The wait for an echo is over: retries the job, or leaves it to a person. */
  void noEcho(SendJob job, long dueMs, long nowMs) {
    if (job.state != JobState.UNKNOWN || job.nextAttemptAt > dueMs) {
      return;
    }
    if (job.hasOwnId || settings.unknownPolicy() == UnknownAttemptPolicy.RETRY) {
      retryUnknown(job, nowMs);
    } else {
      manual(job, job.reason, "no echo came; it may or may not have been sent", nowMs);
    }
  }

  private void retryUnknown(SendJob job, long nowMs) {
    LaneRetryPolicy policy = settings.retryOf(job.lane);
    if (job.fallback >= HIGH_LANE || job.attempts > policy.delays().size()) {
      exhausted(job, policy, job.reason, "no echo came", nowMs);
    } else {
      backToLane(job, JobState.QUEUED, "NO_ECHO", null, nowMs);
    }
  }

  private void notSent(SendJob job, SendResult result, long nowMs) {
    if (SendResult.TENANT_CHANGED.equals(result.code())) {
      settle(job, JobState.FAILED, result.code(), result.detail(), nowMs);
      return;
    }
    InstanceSendState pace = store.pace(job.instance());
    if (SendResult.LICENSE_REQUIRED.equals(result.code())) {
      dispatcher.awaitProbe(pace, nowMs);
    } else {
      long retryAfter =
          result.retryAfterMs() == null
              ? BACK_OFF_MS
              : Math.min(MOST_AWAY_MS, result.retryAfterMs());
      leaveAlone(pace, nowMs + Math.max(AFTER_EXPIRED_MS, retryAfter), result.code());
    }
    backToLane(job, JobState.HELD, result.code(), result.detail(), nowMs);
  }

  private static void leaveAlone(InstanceSendState pace, long untilMs, String reason) {
    pace.leaveAlone(untilMs, reason);
    pace.heldFor = reason;
  }

  /** Puts the job back to its position in its lane: jobs that came later must not overtake it. */
  private void backToLane(SendJob job, JobState to, String reason, String detail, long nowMs) {
    store.awaitNoEcho(job);
    dispatcher.back(job);
    journal.move(job, to, reason, detail, null, nowMs);
  }

  /** The time of the next attempt has come. */
  void retryDue(SendJob job, long dueMs, long nowMs) {
    if (job.state == JobState.RETRYING && job.nextAttemptAt <= dueMs) {
      dispatcher.back(job);
      journal.move(job, JobState.QUEUED, "RETRY", nowMs);
    }
  }

  /**
   * Handles a claimed attempt whose sender may be gone: it gives up its in-flight slot, and its job
   * becomes unknown. Nothing is decided earlier than without the takeover: a sender that only
   * paused may call Evolution until the deadline, so the permit stays held and the wait for the
   * echo begins at the deadline.
   */
  void abandon(InstanceSendState pace, InstanceSendState.InFlightAttempt attempt, long nowMs) {
    if (attempt.stage() == InstanceSendState.AttemptStage.CLAIMED) {
      port.count("claim.abandoned");
      pace.abandon(attempt.dispatchId());
    }
    Optional<SendJob> job = store.job(attempt.jobId());
    if (job.isEmpty() || !attempt.dispatchId().equals(job.get().dispatchId)) {
      return;
    }
    if (attempt.stage() == InstanceSendState.AttemptStage.ECHOED) {
      chats.release(job.get(), nowMs);
    } else if (job.get().state == JobState.DISPATCHED) {
      job.get().countAttempt();
      unknown(
          job.get(),
          SENDER_LOST,
          "another sender took over from the one that began the attempt, which never said more",
          Math.max(nowMs, attempt.since() + settings.attemptDeadline().toMillis()),
          nowMs);
    }
  }

  /** Handles the overdue attempts of an instance and schedules the next check. */
  void watch(InstanceSendState pace, long nowMs) {
    pace.watchAt = 0;
    long next = Long.MAX_VALUE;
    for (InstanceSendState.InFlightAttempt attempt : pace.inFlight()) {
      long limit =
          attempt.started()
              ? settings.attemptDeadline().toMillis()
              : settings.claimWithin().toMillis() + InstanceDispatcher.LOST_AFTER_MS;
      if (attempt.since() + limit > nowMs) {
        next = Math.min(next, attempt.since() + limit);
        continue;
      }
      store
          .job(attempt.jobId())
          .ifPresentOrElse(
              job -> overdue(job, pace, attempt, nowMs), () -> pace.end(attempt.dispatchId()));
    }
    if (next != Long.MAX_VALUE) {
      dispatcher.watch(pace, next);
    }
  }

  private void overdue(
      SendJob job, InstanceSendState pace, InstanceSendState.InFlightAttempt attempt, long nowMs) {
    if (job.isTyping()) {
      return;
    }
    over(job, pace, attempt.dispatchId(), attempt.started(), nowMs);
    if (job.state != JobState.DISPATCHED || !attempt.dispatchId().equals(job.dispatchId)) {
      return;
    }
    if (attempt.started()) {
      job.countAttempt();
      unknown(job, "NO_OUTCOME", "the sender began the attempt and never said more", nowMs);
    } else {
      backToLane(job, JobState.QUEUED, "DISPATCH_LOST", null, nowMs);
    }
  }
}
