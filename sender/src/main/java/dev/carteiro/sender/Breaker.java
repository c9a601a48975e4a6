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

  /** Hears of the server's going and coming; not of the trials between. */
  interface Listener {
    void opened();

    void closed();
  }

  private final CircuitBreaker breaker;
  private final Clock clock;
  private final Duration open;
  private volatile Instant openedAt = Instant.EPOCH;

  Breaker(String server, int failures, Duration open, Clock clock, Listener listener) {
    this.clock = clock;
    this.open = open;
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
      case HALF_OPEN_TO_CLOSED -> listener.closed();
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
    return breaker.tryAcquirePermission();
  }

  /** Whether the server is not known to be sick. */
  boolean isClosed() {
    return breaker.getState() == CircuitBreaker.State.CLOSED;
  }

  /** Whether a call now would surely not be allowed. */
  boolean isShut() {
    return breaker.getState() == CircuitBreaker.State.OPEN && !untilTrial().isZero();
  }

  /** How long until a call may be allowed. */
  Duration retryAfter() {
    Duration left = untilTrial();
    return left.isZero() ? TRIAL : left;
  }

  void succeeded() {
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
