// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.AttemptOutcomeClassifier;
import dev.carteiro.sender.evolution.CallThreadPool;
import dev.carteiro.sender.evolution.EvolutionCallResult;
import dev.carteiro.sender.evolution.EvolutionHttpClient;
import dev.carteiro.sender.evolution.EvolutionRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes each claimed dispatch up to its one outcome: finds its servers, waits for a slot, calls,
 * and tries the next server as long as certainly nothing was sent.
 *
 * <p>At most {@link SenderSettings#queueWait} passes between the claim and the start of the last
 * call. So an attempt ends before its deadline in the topology, which is queue wait plus request
 * timeout after the claim.
 */
public final class AttemptExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptExecutor.class);

  /** How long to wait for a binding that was written just now and has not arrived here yet. */
  private static final Duration BINDING_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration BINDING_POLL = Duration.ofMillis(100);

  /** A "typing" call that gets no slot within this time is dropped. */
  private static final Duration PRESENCE_TIMEOUT = Duration.ofSeconds(1);

  private final SenderSettings settings;
  private final DispatchRouteResolver routes;
  private final CallSlotScheduler<DispatchAttempt> slots;
  private final CallBreakerRegistry breakers;
  private final EvolutionHttpClient http;
  private final AttemptOutcomeReporter reports;
  private final CallThreadPool threads;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile boolean silent;

  public AttemptExecutor(
      SenderSettings settings,
      DispatchRouteResolver routes,
      CallBreakerRegistry breakers,
      EvolutionHttpClient http,
      AttemptOutcomeReporter reports,
      CallSlotScheduler<DispatchAttempt> slots,
      CallThreadPool threads,
      Clock clock) {
    this.settings = settings;
    this.routes = routes;
    this.breakers = breakers;
    this.http = http;
    this.reports = reports;
    this.slots = slots;
    this.threads = threads;
    this.clock = clock;
  }

  /** Executes a claimed dispatch; never blocks. The time is that before the claim's commit. */
  public void accept(SendDispatch dispatch, long claimedNanos) {
    Optional<EvolutionRequest> request = EvolutionRequest.of(dispatch);
    DispatchAttempt attempt = new DispatchAttempt(dispatch, request.orElse(null), claimedNanos);
    if (request.isEmpty()) {
      over(
          attempt,
          AttemptOutcome.of(
              SendResultKind.PERMANENT, "INVALID_INSTANCE", "no URL can hold the instance's name"));
      return;
    }
    if (clock.instant().isAfter(dispatch.notAfter())) {
      // The claim took so long that the topology may have dispatched the message again.
      over(attempt, AttemptOutcome.notSent("CLAIMED_LATE", "the claim took too long"));
      return;
    }
    find(attempt);
  }

  /** Ends all attempts without a running call as not sent, from now on. Running calls continue. */
  public void stop() {
    stopping = true;
    slots.withdrawAll().forEach(attempt -> over(attempt, stopped()));
  }

  /** Stops reporting outcomes; the topology's deadline decides about calls that still run. */
  public void silence() {
    silent = true;
  }

  private void find(DispatchAttempt attempt) {
    if (stopping) {
      over(attempt, stopped());
      return;
    }
    routes
        .of(attempt.dispatch())
        .match(
            route -> {
              attempt.route(route);
              next(attempt);
            },
            missing -> withoutRoute(attempt, missing));
  }

  private void withoutRoute(DispatchAttempt attempt, DispatchRoute.MissingRoute missing) {
    if (missing.perhapsStale() && attempt.age().compareTo(BINDING_TIMEOUT) < 0) {
      threads.after(BINDING_POLL, () -> find(attempt));
    } else {
      over(attempt, missing.outcome());
    }
  }

  /** Queues the attempt for the first remaining server whose breaker may allow a call. */
  private void next(DispatchAttempt attempt) {
    while (attempt.hasServer()) {
      if (stopping) {
        over(attempt, stopped());
        return;
      }
      AttemptOutcome refusal = breakers.refusal(attempt.server(), attempt.dispatch());
      if (refusal == null) {
        queue(attempt);
        return;
      }
      attempt.pass(refusal);
    }
    over(attempt, attempt.last());
  }

  private void queue(DispatchAttempt attempt) {
    Duration left = slotTimeout(attempt).minus(attempt.age());
    if (left.isNegative()) {
      over(attempt, busy());
      return;
    }
    List<DispatchAttempt> admitted =
        slots.offer(attempt.server().authority(), attempt.priority(), attempt);
    start(admitted);
    if (admitted.contains(attempt)) {
      return;
    }
    if (stopping && slots.withdraw(attempt.priority(), attempt)) {
      over(attempt, stopped());
    } else {
      threads.after(left, () -> giveUpWaiting(attempt));
    }
  }

  private void giveUpWaiting(DispatchAttempt attempt) {
    // The limit counts from the claim: a timer that an earlier server set is not too early.
    if (slots.withdraw(attempt.priority(), attempt)) {
      over(attempt, busy());
    }
  }

  private void start(List<DispatchAttempt> admitted) {
    admitted.forEach(attempt -> threads.run(() -> call(attempt)));
  }

  /** Calls the server. The attempt holds a slot, which is released in every case. */
  private void call(DispatchAttempt attempt) {
    AttemptOutcome obstacle = obstacle(attempt);
    if (obstacle != null) {
      String server = attempt.server().authority();
      attempt.pass(obstacle);
      start(slots.release(server, attempt.priority()));
      if (obstacle.elsewhere()) {
        next(attempt);
      } else {
        over(attempt, obstacle);
      }
      return;
    }
    long begin = System.nanoTime();
    http.call(attempt.server(), attempt.request(), attempt.apikey(), limit(attempt))
        .thenAccept(
            answer -> {
              attempt.called(Duration.ofNanos(System.nanoTime() - begin));
              threads.here(() -> answered(attempt, answer));
            });
  }

  /** Why the call must not be made; null when it may and its result is to be reported. */
  private AttemptOutcome obstacle(DispatchAttempt attempt) {
    if (stopping) {
      return stopped();
    }
    if (attempt.age().compareTo(slotTimeout(attempt)) > 0) {
      return busy();
    }
    return breakers.obstacle(attempt.server(), attempt.dispatch());
  }

  private void answered(DispatchAttempt attempt, EvolutionCallResult answer) {
    reports.called(attempt, answer);
    AttemptOutcome outcome = AttemptOutcomeClassifier.of(answer);
    breakers.record(attempt.server(), attempt.dispatch(), outcome);
    start(slots.release(attempt.server().authority(), attempt.priority()));
    if (outcome.elsewhere() && !attempt.is(DispatchAction.PRESENCE)) {
      attempt.pass(outcome);
      next(attempt);
    } else if (silent) {
      LOG.debug("ended without an outcome dispatch={}", attempt.dispatch().dispatchId());
    } else if (attempt.is(DispatchAction.PROBE)
        && answer instanceof EvolutionCallResult.EvolutionResponse response) {
      reports.probed(attempt, response);
    } else {
      over(attempt, outcome);
    }
  }

  private void over(DispatchAttempt attempt, AttemptOutcome outcome) {
    if (!silent) {
      reports.over(attempt, outcome);
    }
  }

  private Duration slotTimeout(DispatchAttempt attempt) {
    return attempt.is(DispatchAction.PRESENCE) ? PRESENCE_TIMEOUT : settings.queueWait();
  }

  private Duration limit(DispatchAttempt attempt) {
    return attempt.is(DispatchAction.PRESENCE)
        ? settings.requestTimeout().plusMillis(attempt.dispatch().typingMs())
        : settings.requestTimeout();
  }

  private static AttemptOutcome busy() {
    return AttemptOutcome.notSent("SENDER_BUSY", "no connection was free in time");
  }

  private static AttemptOutcome stopped() {
    return AttemptOutcome.notSent("SENDER_STOPPING", "the sender stops");
  }
}
