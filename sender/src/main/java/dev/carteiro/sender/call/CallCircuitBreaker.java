// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A circuit breaker for a server's or an instance's calls. It opens after consecutive failures;
 * after a while one trial call is let through, whose success closes it.
 */
public class CallCircuitBreaker {
  /** The retry delay for other calls while the trial call is under way. */
  private static final Duration TRIAL = Duration.ofSeconds(1);

  /** After this many open durations without a trial call an answered probe closes a breaker. */
  private static final int UNTRIED = 4;

  private static final Duration NEVER = Duration.ofDays(365);

  private final CircuitBreaker breaker;
  private final Clock clock;
  private final Duration open;

  /** Gets whether the breaker is open when that changes; a trial call changes nothing. */
  private final Consumer<Boolean> listener;

  private volatile Instant openedAt = Instant.EPOCH;

  /** Probes are not answered: the outcome of a trial call could only be unknown. */
  private volatile boolean away;

  private volatile long answeredNanos;
  private volatile boolean answered;

  CallCircuitBreaker(
      String server, int failures, Duration open, Clock clock, Consumer<Boolean> listener) {
    this.clock = clock;
    this.open = open;
    this.listener = listener;
    this.breaker =
        CircuitBreaker.of(
            server,
            CircuitBreakerConfig.custom()
                // The rate of failed calls is 100 % after this many consecutive failures.
                .slidingWindow(failures, failures, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build());
    breaker.getEventPublisher().onStateTransition(this::moved);
  }

  private void moved(CircuitBreakerOnStateTransitionEvent event) {
    switch (event.getStateTransition()) {
      case CLOSED_TO_OPEN -> {
        openedAt = clock.instant();
        listener.accept(true);
      }
      case HALF_OPEN_TO_OPEN -> openedAt = clock.instant();
      case HALF_OPEN_TO_CLOSED, OPEN_TO_CLOSED -> {
        if (!away) {
          listener.accept(false);
        }
      }
      default -> {
        // Open to half-open: still open for the listener.
      }
    }
  }

  /** Acquires permission for a call, whose result must then be reported. */
  boolean allows() {
    return !away && breaker.tryAcquirePermission();
  }

  /** Opens the breaker, because probes of the server are not answered. */
  synchronized void away() {
    if (!away) {
      away = true;
      listener.accept(true);
    }
  }

  /** Ends {@link #away}, and closes an open breaker that had no trial call for long. */
  synchronized void probeAnswered() {
    boolean wasAway = away;
    away = false;
    boolean untried =
        breaker.getState() == CircuitBreaker.State.OPEN
            && clock.instant().isAfter(openedAt.plus(open.multipliedBy(UNTRIED)));
    if (breaker.getState() != CircuitBreaker.State.CLOSED && (wasAway || untried)) {
      breaker.reset();
    } else if (wasAway) {
      listener.accept(false);
    }
  }

  /** The time since the last successful call; 365 days when there was none. */
  Duration sinceAnswer() {
    return answered ? Duration.ofNanos(System.nanoTime() - answeredNanos) : NEVER;
  }

  /** Whether the breaker is closed and the server answers probes. */
  boolean isClosed() {
    return !away && breaker.getState() == CircuitBreaker.State.CLOSED;
  }

  /** Whether a call now would certainly be refused. Acquires no permission. */
  boolean isShut() {
    return away || breaker.getState() == CircuitBreaker.State.OPEN && !untilTrial().isZero();
  }

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
    breaker.onError(0, TimeUnit.MILLISECONDS, new RecordedFailureException(reason));
  }

  void unused() {
    breaker.releasePermission();
  }

  /** The state as the metric shows it: 0 closed, 1 half-open, 2 open. */
  public int level() {
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

  /** The error that the library's API requires for a failed call; never thrown. */
  private static final class RecordedFailureException extends Exception {
    RecordedFailureException(String reason) {
      super(reason, null, false, false);
    }
  }
}
