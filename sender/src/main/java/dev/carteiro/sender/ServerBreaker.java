// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.InstanceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A server's breaker. It counts what is the server's alone: that it cannot be reached, and
 * time-outs as soon as several numbers have them. Whatever one number is answered, be it only
 * errors, shows that the server answers.
 */
final class ServerBreaker {
  private static final int HALF_OPEN = 1;

  private final Breaker breaker;

  /** Time-outs since the last answer, by number. */
  private final Map<InstanceKey, Integer> silent = new HashMap<>();

  ServerBreaker(Breaker breaker) {
    this.breaker = breaker;
  }

  /** Asks to call; a call that was allowed must be told of by {@link #told} or {@link #unused}. */
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

  /** Probes of the server are not answered. */
  void away() {
    breaker.away();
  }

  /** A probe of the server was answered. */
  void heard() {
    breaker.heard();
  }

  /** How long since a call was answered. */
  Duration sinceAnswer() {
    return breaker.sinceAnswer();
  }

  void unused() {
    breaker.unused();
  }

  /** What became of a number's call. */
  synchronized void told(InstanceKey number, Trouble trouble) {
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
      // It was the server's trouble before, and one call asks whether it still is.
      breaker.failed("silent again");
      return;
    }
    silent.merge(number, 1, Integer::sum);
    if (silent.size() < 2) {
      breaker.unused();
      return;
    }
    // Those of before were held back until another number had one, too; now they all count.
    int counted = silent.values().stream().mapToInt(Integer::intValue).sum();
    silent.replaceAll((one, before) -> 0);
    for (int n = 0; n < counted; n++) {
      breaker.failed("silent to several numbers");
    }
  }
}
