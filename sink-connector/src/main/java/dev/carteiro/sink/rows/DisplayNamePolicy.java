// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

/**
 * Decides which of two names of a contact or chat to show. A missing name never replaces a name. A
 * name of digits only, which Evolution writes when it knows no name, never replaces a real name.
 * Otherwise the later name wins.
 */
final class DisplayNamePolicy {
  private DisplayNamePolicy() {}

  static String better(String earlier, String later) {
    if (isBlank(later)) {
      return earlier;
    }
    return isBlank(earlier) || isNumber(earlier) || !isNumber(later) ? later : earlier;
  }

  /** The rule of {@link #better} as an SQL expression over two columns. */
  static String betterSql(String earlier, String later) {
    return """
        CASE WHEN coalesce(%2$s, '') = '' THEN %1$s
             WHEN coalesce(%1$s, '') = '' OR %1$s ~ '^[+]?[0-9]+$' OR %2$s !~ '^[+]?[0-9]+$' THEN %2$s
             ELSE %1$s END"""
        .formatted(earlier, later);
  }

  private static boolean isBlank(String name) {
    return name == null || name.isEmpty();
  }

  private static boolean isNumber(String name) {
    return name.matches("[+]?[0-9]+");
  }
}
