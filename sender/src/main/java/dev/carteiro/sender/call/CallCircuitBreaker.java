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

/**
 * A circuit breaker for calls to a server, or for the calls of one instance at a server. It opens
 * after a number of consecutive failures. After a while it lets one trial call through, and a
 * success closes it.
 */
public class CallCircuitBreaker {
  /** The retry delay for other calls while the trial call is under way. */
  private static final Duration TRIAL = Duration.ofSeconds(1);

  /**
   * An answered probe closes a breaker that has been open for this many times its open duration,
   * because no call came as a trial.
   */
  private static final int UNTRIED = 4;

  private static final Duration NEVER = Duration.ofDays(365);

  /** Is notified when the breaker opens and closes, but not about trial calls. */
  interface BreakerStateListener {
    void changed(boolean open);
  }

  private final CircuitBreaker breaker;
  private final Clock clock;
  private final Duration open;
  private final BreakerStateListener listener;
  private volatile Instant openedAt = Instant.EPOCH;

  /**
   * Probes are not answered. No trial call is allowed meanwhile: its outcome could only be unknown.
   */
  private volatile boolean away;

  private volatile long answeredNanos;
  private volatile boolean answered;

  CallCircuitBreaker(
      String server, int failures, Duration open, Clock clock, BreakerStateListener listener) {
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
        listener.changed(true);
      }
      case HALF_OPEN_TO_OPEN -> openedAt = clock.instant();
      case HALF_OPEN_TO_CLOSED, OPEN_TO_CLOSED -> {
        if (!away) {
          listener.changed(false);
        }
      }
      default -> {
        // Open to half-open: still open for the listener.
      }
    }
  }

  /**
   * Acquires permission for a call. The result of an allowed call must be reported by {@link
   * #succeeded}, {@link #failed} or {@link #unused}.
   */
  boolean allows() {
    return !away && breaker.tryAcquirePermission();
  }

  /** Opens the breaker, because probes of the server are not answered. */
  synchronized void away() {
    if (!away) {
      away = true;
      listener.changed(true);
    }
  }

  /**
   * Handles an answered probe of the server. It ends {@link #away}, and closes an open breaker for
   * which no trial call came for a long time.
   */
  synchronized void probeAnswered() {
    boolean wasAway = away;
    away = false;
    boolean untried =
        breaker.getState() == CircuitBreaker.State.OPEN
            && clock.instant().isAfter(openedAt.plus(open.multipliedBy(UNTRIED)));
    if (breaker.getState() != CircuitBreaker.State.CLOSED && (wasAway || untried)) {
      breaker.reset();
    } else if (wasAway) {
      listener.changed(false);
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

  /** The delay until a call may be allowed. */
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
