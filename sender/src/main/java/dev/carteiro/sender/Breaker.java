// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Leaves alone what fails, a server or a number: opens after so many failures in a row, then lets
 * one call through after a while, whose success closes it.
 */
final class Breaker {
  /** While the one call is under way, others ask again after this time. */
  private static final Duration TRIAL = Duration.ofSeconds(1);

  /** Times as long as it stays open: no call came to try. */
  private static final int UNTRIED = 4;

  private static final Duration NEVER = Duration.ofDays(365);

  /** Hears of the server's going and coming; not of the trials between. */
  interface Listener {
    void opened();

    void closed();
  }

  private final CircuitBreaker breaker;
  private final Clock clock;
  private final Duration open;
  private final Listener listener;
  private volatile Instant openedAt = Instant.EPOCH;

  /** Probes are not answered: nothing is tried meanwhile, since it could only become uncertain. */
  private volatile boolean away;

  private volatile long answeredNanos;
  private volatile boolean answered;

  Breaker(String server, int failures, Duration open, Clock clock, Listener listener) {
    this.clock = clock;
    this.open = open;
    this.listener = listener;
    this.breaker =
        CircuitBreaker.of(
            server,
            CircuitBreakerConfig.custom()
                // All of the last n calls failed, which is n in a row.
                .slidingWindow(failures, failures, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build());
    breaker.getEventPublisher().onStateTransition(event -> moved(event, listener));
  }

  private void moved(CircuitBreakerOnStateTransitionEvent event, Listener listener) {
    switch (event.getStateTransition()) {
      case CLOSED_TO_OPEN -> {
        openedAt = clock.instant();
        listener.opened();
      }
      case HALF_OPEN_TO_OPEN -> openedAt = clock.instant();
      case HALF_OPEN_TO_CLOSED, OPEN_TO_CLOSED -> {
        if (!away) {
          listener.closed();
        }
      }
      default -> {
        // Open to half-open: neither gone nor back.
      }
    }
  }

  /**
   * Asks to call. A call that was allowed must be reported by {@link #succeeded}, {@link #failed}
   * or {@link #unused}.
   */
  boolean allows() {
    return !away && breaker.tryAcquirePermission();
  }

  /** Probes of the server are not answered. */
  synchronized void away() {
    if (!away) {
      away = true;
      listener.opened();
    }
  }

  /**
   * A probe of the server was answered. Ends {@link #away}; and an open breaker that no call tried
   * for long, because there is nothing to send.
   */
  synchronized void heard() {
    boolean wasAway = away;
    away = false;
    boolean untried =
        breaker.getState() == CircuitBreaker.State.OPEN
            && clock.instant().isAfter(openedAt.plus(open.multipliedBy(UNTRIED)));
    if (breaker.getState() != CircuitBreaker.State.CLOSED && (wasAway || untried)) {
      breaker.reset();
    } else if (wasAway) {
      listener.closed();
    }
  }

  /** How long since a call was answered as a well server does. */
  Duration sinceAnswer() {
    return answered ? Duration.ofNanos(System.nanoTime() - answeredNanos) : NEVER;
  }

  /** Whether the server is not known to be sick. */
  boolean isClosed() {
    return !away && breaker.getState() == CircuitBreaker.State.CLOSED;
  }

  /** Whether a call now would surely not be allowed. */
  boolean isShut() {
    return away || breaker.getState() == CircuitBreaker.State.OPEN && !untilTrial().isZero();
  }

  /** How long until a call may be allowed. */
  Duration retryAfter() {
    if (away) {
      return open;
    }
    Duration left = untilTrial();
    return left.isZero() ? TRIAL : left;
  }

  void succeeded() {
    answeredNanos = System.nanoTime();
    answered = true;
    breaker.onSuccess(0, TimeUnit.MILLISECONDS);
  }

  void failed(String reason) {
    breaker.onError(0, TimeUnit.MILLISECONDS, new SickServerException(reason));
  }

  void unused() {
    breaker.releasePermission();
  }

  /** 0 closed, 1 half-open, 2 open. */
  int level() {
    if (away) {
      return 2;
    }
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      default -> 0;
    };
  }

  private Duration untilTrial() {
    Duration left = Duration.between(clock.instant(), openedAt.plus(open));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** What the library wants to be told; never thrown. */
  private static final class SickServerException extends Exception {
    SickServerException(String reason) {
      super(reason, null, false, false);
    }
  }
}
