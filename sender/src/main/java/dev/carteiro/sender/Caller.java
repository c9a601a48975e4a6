// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.send.SendDispatch;
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
final class Caller {
  private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

  /** How long to wait for a binding that was written just now and has not arrived here yet. */
  private static final Duration BINDING_PATIENCE = Duration.ofSeconds(2);

  private static final Duration BINDING_POLL = Duration.ofMillis(100);

  /** A "typing" call that gets no slot within this time is dropped. */
  private static final Duration PRESENCE_PATIENCE = Duration.ofSeconds(1);

  private final SenderSettings settings;
  private final Routes routes;
  private final CallSlots<Attempt> slots;
  private final Breakers breakers;
  private final EvolutionHttp http;
  private final Reports reports;
  private final CallThreads threads;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile boolean silent;

  Caller(
      SenderSettings settings,
      Routes routes,
      Breakers breakers,
      EvolutionHttp http,
      Reports reports,
      CallSlots<Attempt> slots,
      CallThreads threads,
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

  /**
   * Executes a claimed dispatch. Never blocks.
   *
   * @param claimedNanos {@link System#nanoTime} of the claim, taken before the claim was committed
   */
  void accept(SendDispatch dispatch, long claimedNanos) {
    Optional<EvolutionRequest> request = EvolutionRequest.of(dispatch);
    Attempt attempt = new Attempt(dispatch, request.orElse(null), claimedNanos);
    if (request.isEmpty()) {
      over(
          attempt,
          Outcome.permanent("INVALID_INSTANCE", "no URL can hold the instance's name", null));
      return;
    }
    if (clock.instant().isAfter(dispatch.notAfter())) {
      // The claim took so long that the topology may have dispatched the message again.
      over(attempt, Outcome.notSent("CLAIMED_LATE", "the claim took too long"));
      return;
    }
    find(attempt);
  }

  /** Ends all attempts without a running call as not sent, from now on. Running calls continue. */
  void stop() {
    stopping = true;
    slots.withdrawAll().forEach(attempt -> over(attempt, stopped()));
  }

  /**
   * Stops reporting outcomes. The deadline in the topology decides about the calls that still run.
   */
  void silence() {
    silent = true;
  }

  private void find(Attempt attempt) {
    if (stopping) {
      over(attempt, stopped());
      return;
    }
    Route route = routes.of(attempt.dispatch());
    if (route instanceof Route.To way) {
      attempt.route(way);
      next(attempt);
      return;
    }
    Route.Nowhere nowhere = (Route.Nowhere) route;
    if (nowhere.perhapsStale() && attempt.age().compareTo(BINDING_PATIENCE) < 0) {
      threads.after(BINDING_POLL, () -> find(attempt));
    } else {
      over(attempt, nowhere.outcome());
    }
  }

  /** Queues the attempt for the first remaining server whose breaker may allow a call. */
  private void next(Attempt attempt) {
    while (attempt.hasServer()) {
      if (stopping) {
        over(attempt, stopped());
        return;
      }
      Outcome shut = breakers.shut(attempt.server(), attempt.dispatch());
      if (shut == null) {
        queue(attempt);
        return;
      }
      attempt.pass(shut);
    }
    over(attempt, attempt.last());
  }

  private void queue(Attempt attempt) {
    Duration left = patience(attempt).minus(attempt.age());
    if (left.isNegative()) {
      over(attempt, busy());
      return;
    }
    List<Attempt> admitted = slots.offer(attempt.server().authority(), attempt.line(), attempt);
    start(admitted);
    if (admitted.contains(attempt)) {
      return;
    }
    if (stopping && slots.withdraw(attempt.line(), attempt)) {
      over(attempt, stopped());
    } else {
      threads.after(left, () -> giveUpWaiting(attempt));
    }
  }

  private void giveUpWaiting(Attempt attempt) {
    // The limit counts from the claim, so a timer that was set for an earlier server is not too
    // early.
    if (slots.withdraw(attempt.line(), attempt)) {
      over(attempt, busy());
    }
  }

  private void start(List<Attempt> admitted) {
    admitted.forEach(attempt -> threads.run(() -> call(attempt)));
  }

  /** Calls the server. The attempt holds a slot, which is released in every case. */
  private void call(Attempt attempt) {
    Outcome obstacle = obstacle(attempt);
    if (obstacle != null) {
      String server = attempt.server().authority();
      attempt.pass(obstacle);
      start(slots.release(server, attempt.line()));
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

  /**
   * Returns why the call must not be made; null when it may. The breakers then expect a report of
   * its result.
   */
  private Outcome obstacle(Attempt attempt) {
    if (stopping) {
      return stopped();
    }
    if (attempt.age().compareTo(patience(attempt)) > 0) {
      return busy();
    }
    return breakers.obstacle(attempt.server(), attempt.dispatch());
  }

  private void answered(Attempt attempt, Answer answer) {
    reports.called(attempt, answer);
    Outcome outcome = OutcomeClassifier.of(answer);
    breakers.told(attempt.server(), attempt.dispatch(), outcome);
    start(slots.release(attempt.server().authority(), attempt.line()));
    if (outcome.elsewhere() && !attempt.is(SendDispatch.Action.PRESENCE)) {
      attempt.pass(outcome);
      next(attempt);
    } else if (silent) {
      LOG.debug("ended without an outcome dispatch={}", attempt.dispatch().dispatchId());
    } else if (attempt.is(SendDispatch.Action.PROBE)
        && answer instanceof Answer.Response response) {
      reports.probed(attempt, response);
    } else {
      over(attempt, outcome);
    }
  }

  private void over(Attempt attempt, Outcome outcome) {
    if (!silent) {
      reports.over(attempt, outcome);
    }
  }

  private Duration patience(Attempt attempt) {
    return attempt.is(SendDispatch.Action.PRESENCE) ? PRESENCE_PATIENCE : settings.queueWait();
  }

  private Duration limit(Attempt attempt) {
    return attempt.is(SendDispatch.Action.PRESENCE)
        ? settings.requestTimeout().plusMillis(attempt.dispatch().typingMs())
        : settings.requestTimeout();
  }

  private static Outcome busy() {
    return Outcome.notSent("SENDER_BUSY", "no connection was free in time");
  }

  private static Outcome stopped() {
    return Outcome.notSent("SENDER_STOPPING", "the sender stops");
  }
}
