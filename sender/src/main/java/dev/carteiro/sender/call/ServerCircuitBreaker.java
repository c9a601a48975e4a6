// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.sender.evolution.FailureScope;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts failures of a server only: failed connections, and timeouts of at least two instances. Any
 * answer, even an error, shows that the server answers.
 */
final class ServerCircuitBreaker extends CallCircuitBreaker {
  private static final int HALF_OPEN = 1;

  private final Map<InstanceKey, Integer> silent = new HashMap<>();

  ServerCircuitBreaker(
      String server, int failures, Duration open, Clock clock, Consumer<Boolean> listener) {
    super(server, failures, open, clock, listener);
  }

  synchronized void record(InstanceKey number, FailureScope trouble) {
    switch (trouble) {
      case SERVER -> failed("server");
      case NUMBERS -> timedOut(number);
      case MESSAGE, NUMBER, LICENSE -> {
        silent.clear();
        succeeded();
      }
    }
  }

  private void timedOut(InstanceKey number) {
    if (level() >= HALF_OPEN) {
      // The server was failing already, and this is the trial call.
      failed("silent again");
      return;
    }
    silent.merge(number, 1, Integer::sum);
    if (silent.size() < 2) {
      unused();
      return;
    }
    // Earlier timeouts were held back until a second instance had one; now all of them count.
    int counted = silent.values().stream().mapToInt(Integer::intValue).sum();
    silent.replaceAll((one, before) -> 0);
    for (int n = 0; n < counted; n++) {
      failed("silent to several numbers");
    }
  }
}
