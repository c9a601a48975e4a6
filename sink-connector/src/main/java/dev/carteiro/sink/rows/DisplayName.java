// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

/**
 * Which of two names of a contact or a chat to show. Evolution fills in the number's digits where it knows no name: those
 * never replace a real name, and no name replaces any.
 */
final class DisplayName {
  private DisplayName() {}

  /**
   * @param laterIsNewer whether {@code later} was received after {@code earlier}
   */
  static String better(String earlier, String later, boolean laterIsNewer) {
    if (isBlank(later)) {
      return earlier;
    }
    if (isBlank(earlier)) {
      return later;
    }
    if (isNumber(earlier) != isNumber(later)) {
      return isNumber(later) ? earlier : later;
    }
    return laterIsNewer ? later : earlier;
  }

  /** {@link #better} in SQL, over two columns. */
  static String betterSql(String earlier, String later, String laterIsNewer) {
    return """
        CASE WHEN coalesce(%2$s, '') = '' THEN %1$s
             WHEN coalesce(%1$s, '') = '' THEN %2$s
             WHEN (%1$s ~ '^[+]?[0-9]+$') <> (%2$s ~ '^[+]?[0-9]+$')
               THEN CASE WHEN %2$s ~ '^[+]?[0-9]+$' THEN %1$s ELSE %2$s END
             WHEN %3$s THEN %2$s ELSE %1$s END"""
        .formatted(earlier, later, laterIsNewer);
  }

  private static boolean isBlank(String name) {
    return name == null || name.isEmpty();
  }

  private static boolean isNumber(String name) {
    return name.matches("[+]?[0-9]+");
  }
}
