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
 * Leaves one number of a server alone when its own calls failed so many times in a row: a dead
 * socket, a refused key, no answer. Nobody else waits for it. Only numbers whose last call failed
 * are kept.
 */
final class NumberBreakers {
  private static final Logger LOG = LoggerFactory.getLogger(NumberBreakers.class);

  private record Key(String server, InstanceKey number) {}

  private final SenderSettings settings;
  private final Clock clock;
  private final Map<Key, Breaker> failing = new ConcurrentHashMap<>();

  NumberBreakers(SenderSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Asks to call; a call that was allowed must be told of. */
  boolean allows(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker == null || breaker.allows();
  }

  /** Whether a call now would surely not be allowed. */
  boolean isShut(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker != null && breaker.isShut();
  }

  /** How long until a call may be allowed. */
  Duration retryAfter(ServerUrl server, InstanceKey number) {
    Breaker breaker = failing.get(new Key(server.authority(), number));
    return breaker == null ? Duration.ZERO : breaker.retryAfter();
  }

  /** What became of a number's call. */
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

  /** How many numbers are left alone now. */
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
