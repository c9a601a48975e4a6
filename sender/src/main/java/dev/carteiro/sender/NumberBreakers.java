// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.InstanceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breakers of single instances. A breaker opens when an instance's own calls fail
 * several times in a row (a dead socket, a refused key, no answer), and blocks only this instance.
 * Only instances whose last call failed have an entry.
 */
final class NumberBreakers {
  private static final Logger LOG = LoggerFactory.getLogger(NumberBreakers.class);

  /** An instance at a server ({@code host:port}). */
  private record Key(String server, InstanceKey number) {}

  private final SenderSettings settings;
  private final Clock clock;
  private final Map<Key, Breaker> failing = new ConcurrentHashMap<>();

  NumberBreakers(SenderSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Acquires permission for a call. The result of an allowed call must be reported to {@link
   * #told}.
   */
  boolean allows(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker == null || breaker.allows();
  }

  /** Whether a call now would certainly be refused. Acquires no permission. */
  boolean isShut(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker != null && breaker.isShut();
  }

  /** The delay until a call may be allowed. */
  Duration retryAfter(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker == null ? Duration.ZERO : breaker.retryAfter();
  }

  /** Handles the result of an instance's call. */
  void told(ServerUrl server, InstanceKey number, Trouble trouble) {
    failing.compute(
        new Key(server.authority(), number),
        (key, breaker) ->
            switch (trouble) {
              case MESSAGE -> {
                if (breaker != null) {
                  breaker.succeeded();
                }
                yield null;
              }
              case NUMBER, NUMBERS -> {
                Breaker counting = breaker == null ? make(key) : breaker;
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

  private Breaker make(Key key) {
    return new Breaker(
        key.server() + " " + key.number().text(),
        settings.breakerFailures(),
        settings.breakerOpen(),
        clock,
        new Breaker.Listener() {
          @Override
          public void opened() {
            LOG.warn(
                "a number's calls fail, it is left alone for a while server={} instance={}",
                key.server(),
                key.number().text());
          }

          @Override
          public void closed() {
            LOG.info(
                "a number's calls succeed again server={} instance={}",
                key.server(),
                key.number().text());
          }
        });
  }
}
