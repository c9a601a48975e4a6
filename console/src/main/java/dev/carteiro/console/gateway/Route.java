// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What may pass. */
final class Route {
  private Route() {}

  /**
   * Whether a path goes where its beginning says, however a server reads it: none of its segments
   * leads elsewhere.
   *
   * @param rawPath as it was sent
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
        // An escape of an escape would be read differently by those behind.
        && !decoded.matches(".*%2[eEfF].*");
  }
}
