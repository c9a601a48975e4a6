// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.sender.evolution.FailureScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The circuit breaker of a server. It counts failures of the server only: connections that fail,
 * and timeouts once at least two instances have them. Any answer to an instance, even an error,
 * shows that the server answers.
 */
final class ServerCircuitBreaker {
  private static final int HALF_OPEN = 1;

  private final CallCircuitBreaker breaker;

  /** The timeouts since the last answer, by instance. */
  private final Map<InstanceKey, Integer> silent = new HashMap<>();

  ServerCircuitBreaker(CallCircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /**
   * Acquires permission for a call. The result of an allowed call must be reported to {@link #told}
   * or {@link #unused}.
   */
  boolean allows() {
    return breaker.allows();
  }

  boolean isClosed() {
    return breaker.isClosed();
  }

  boolean isShut() {
    return breaker.isShut();
  }

  Duration retryAfter() {
    return breaker.retryAfter();
  }

  /** Opens the breaker, because probes of the server are not answered. */
  void away() {
    breaker.away();
  }

  /** Handles an answered probe of the server. */
  void heard() {
    breaker.heard();
  }

  /** The time since the server last answered a call. */
  Duration sinceAnswer() {
    return breaker.sinceAnswer();
  }

  void unused() {
    breaker.unused();
  }

  /** Handles the result of an instance's call. */
  synchronized void told(InstanceKey number, FailureScope trouble) {
    switch (trouble) {
      case SERVER -> breaker.failed("server");
      case NUMBERS -> timedOut(number);
      case MESSAGE, NUMBER, LICENSE -> {
        silent.clear();
        breaker.succeeded();
      }
    }
  }

  private void timedOut(InstanceKey number) {
    if (breaker.level() >= HALF_OPEN) {
      // The server was failing already, and this is the trial call.
      breaker.failed("silent again");
      return;
    }
    silent.merge(number, 1, Integer::sum);
    if (silent.size() < 2) {
      breaker.unused();
      return;
    }
    // Earlier timeouts were held back until a second instance had one; now all of them count.
    int counted = silent.values().stream().mapToInt(Integer::intValue).sum();
    silent.replaceAll((one, before) -> 0);
    for (int n = 0; n < counted; n++) {
      breaker.failed("silent to several numbers");
    }
  }
}
