// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines trace ids: 32 hexadecimal digits that identify a request in logs, topics and rows. */
public final class TraceIdResolver {
  /** W3C Trace Context: version, trace id, parent id, flags; later versions may append more. */
  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceIdResolver() {}

  /** The trace id of a {@code traceparent} header; a new one when there is no valid one. */
  public static String of(String traceparent) {
    if (traceparent != null) {
      Matcher matcher = TRACEPARENT.matcher(traceparent);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Never all zeros, which the standard reserves.
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
  }
}
