// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;

/**
 * PostgreSQL, as last polled.
 *
 * @param problem why it is not reachable, or what is wrong; "" when nothing is
 * @param numbersAt when the counts were read; null before the first
 */
public record DatabaseState(
    boolean reachable, String problem, DatabaseStatistics numbers, Instant numbersAt) {

  public static DatabaseState unseen() {
    return new DatabaseState(false, "not looked at yet", DatabaseStatistics.none(), null);
  }

  public DatabaseState with(boolean nowReachable, String nowProblem) {
    return new DatabaseState(nowReachable, nowProblem, numbers, numbersAt);
  }
}
