// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks which request paths may be forwarded. */
final class ProxyPathValidator {
  private ProxyPathValidator() {}

  /**
   * Whether every server resolves the path, as received, to the same place: it has no dot segments,
   * path parameters, control characters or double escapes.
   */
  static boolean isStraight(String rawPath) {
    String decoded;
    try {
      decoded = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return Arrays.stream(decoded.split("[/\\\\;?]"))
            .noneMatch(segment -> segment.equals(".") || segment.equals(".."))
        && decoded.chars().noneMatch(Character::isISOControl)
        && !rawPath.contains(";")
        // The upstream would decode a double escape differently.
        && !decoded.matches(".*%2[eEfF].*");
  }
}
