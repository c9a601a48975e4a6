// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.Header;
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

  private static final Pattern ANNOUNCED = Pattern.compile("timeout=([0-9]{1,6})");

  @Override
  public TimeValue getKeepAliveDuration(HttpResponse response, HttpContext context) {
    Header header = response.getFirstHeader("Keep-Alive");
    Matcher announced = ANNOUNCED.matcher(header == null ? "" : header.getValue());
    if (!announced.find()) {
      return UNANNOUNCED;
    }
    long kept = 1_000L * Integer.parseInt(announced.group(1)) - MARGIN_MS;
    // Not 0: that means for ever.
    return TimeValue.ofMilliseconds(Math.max(1, kept));
  }
}
