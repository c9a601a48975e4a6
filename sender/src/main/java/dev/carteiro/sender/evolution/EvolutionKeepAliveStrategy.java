// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Closes an idle connection before the server does. When a request crosses the server's close,
 * nobody knows whether it arrived. Evolution announces Node's {@code Keep-Alive: timeout=5}.
 */
final class EvolutionKeepAliveStrategy implements ConnectionKeepAliveStrategy {
  /** The safety margin: time for a request to arrive. */
  private static final long MARGIN_MS = 1_500;

  /** When the server announces nothing: below Node's 5 s as well. */
  private static final TimeValue UNANNOUNCED = TimeValue.ofMilliseconds(3_000);

  private static final Pattern ANNOUNCED = Pattern.compile("timeout=([0-9]{1,6})");

  @Override
  public TimeValue getKeepAliveDuration(HttpResponse response, HttpContext context) {
    Header header = response.getFirstHeader("Keep-Alive");
    Matcher announced = ANNOUNCED.matcher(header == null ? "" : header.getValue());
    if (!announced.find()) {
      return UNANNOUNCED;
    }
    long kept = 1_000L * Integer.parseInt(announced.group(1)) - MARGIN_MS;
    // Not 0, which means unlimited.
    return TimeValue.ofMilliseconds(Math.max(1, kept));
  }
}
