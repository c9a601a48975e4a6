// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;

/**
 * PostgreSQL, as it was last seen.
 *
 * @param reachable whether it answered lately
 * @param problem why not; "" when it is
 * @param numbers what was counted last; empty numbers before the first
 * @param numbersAt when they were counted; null before the first
 */
public record DatabaseState(boolean reachable, String problem, Numbers numbers, Instant numbersAt) {

  /** What is known before the first look. */
  static DatabaseState unseen() {
    return new DatabaseState(false, "not looked at yet", Numbers.none(), null);
  }
}
