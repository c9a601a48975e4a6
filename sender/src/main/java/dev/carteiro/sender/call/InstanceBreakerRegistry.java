// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import dev.carteiro.sender.evolution.FailureScope;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Circuit breakers of single instances. One opens when an instance's own calls fail several times
 * in a row, and blocks only this instance. Only instances whose last call failed have an entry.
 */
final class InstanceBreakerRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceBreakerRegistry.class);

  /** An instance at a server ({@code host:port}). */
  private record InstanceBreakerKey(String server, InstanceKey number) {}

  private final SenderSettings settings;
  private final Clock clock;
  private final Map<InstanceBreakerKey, CallCircuitBreaker> failing = new ConcurrentHashMap<>();

  InstanceBreakerRegistry(SenderSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Acquires permission for a call, whose result must be reported to {@link #record}. */
  boolean allows(EvolutionServerUrl server, InstanceKey number) {
    CallCircuitBreaker breaker = breaker(server, number);
    return breaker == null || breaker.allows();
  }

  /** Whether a call now would certainly be refused. Acquires no permission. */
  boolean isShut(EvolutionServerUrl server, InstanceKey number) {
    CallCircuitBreaker breaker = breaker(server, number);
    return breaker != null && breaker.isShut();
  }

  Duration retryAfter(EvolutionServerUrl server, InstanceKey number) {
    CallCircuitBreaker breaker = breaker(server, number);
    return breaker == null ? Duration.ZERO : breaker.retryAfter();
  }

  private CallCircuitBreaker breaker(EvolutionServerUrl server, InstanceKey number) {
    return failing.get(new InstanceBreakerKey(server.authority(), number));
  }

  void record(EvolutionServerUrl server, InstanceKey number, FailureScope trouble) {
    failing.compute(
        new InstanceBreakerKey(server.authority(), number),
        (key, breaker) ->
            switch (trouble) {
              case MESSAGE -> {
                if (breaker != null) {
                  breaker.succeeded();
                }
                yield null;
              }
              case NUMBER, NUMBERS -> {
                CallCircuitBreaker counting = breaker == null ? make(key) : breaker;
                counting.failed(trouble.text());
                yield counting;
              }
              case SERVER, LICENSE -> {
                if (breaker != null) {
                  breaker.unused();
                }
                yield breaker;
              }
            });
  }

  /** The number of instances whose breaker is not closed. */
  int held() {
    return (int) failing.values().stream().filter(breaker -> breaker.level() > 0).count();
  }

  private CallCircuitBreaker make(InstanceBreakerKey key) {
    return new CallCircuitBreaker(
        key.server() + " " + key.number().text(),
        settings.breakerFailures(),
        settings.breakerOpen(),
        clock,
        open ->
            LOG.atLevel(open ? Level.WARN : Level.INFO)
                .log(
                    "breaker of an instance {} server={} instance={}",
                    open ? "opened: its calls fail" : "closed: its calls succeed again",
                    key.server(),
                    key.number().text()));
  }
}
