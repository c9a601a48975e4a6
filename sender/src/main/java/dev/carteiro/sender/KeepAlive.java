// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Stops using an idle connection before the server closes it: a request that crosses the server's
 * goodbye is one of which nobody knows whether it arrived. Evolution announces Node's {@code
 * Keep-Alive: timeout=5}.
 */
final class KeepAlive implements ConnectionKeepAliveStrategy {
  /** Time for a request to get there. */
  private static final long MARGIN_MS = 1_500;

  /** Where the server announces nothing: below Node's 5 s, too. */
  private static final TimeValue UNANNOUNCED = TimeValue.ofMilliseconds(3_000);

  private final ConnectionKeepAliveStrategy announced = DefaultConnectionKeepAliveStrategy.INSTANCE;

  @Override
  public TimeValue getKeepAliveDuration(HttpResponse response, HttpContext context) {
    if (!response.containsHeader("Keep-Alive")) {
      return UNANNOUNCED;
    }
    TimeValue duration = announced.getKeepAliveDuration(response, context);
    return TimeValue.isPositive(duration)
        ? TimeValue.ofMilliseconds(Math.max(0, duration.toMilliseconds() - MARGIN_MS))
        : UNANNOUNCED;
  }
}
