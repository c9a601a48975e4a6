// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.time.Instant;

/** Compares two times; null stands for unknown, and the other one counts. */
final class NullableTime {
  private NullableTime() {}

  static Instant earlier(Instant one, Instant other) {
    return one == null || other != null && other.isBefore(one) ? other : one;
  }

  static Instant later(Instant one, Instant other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }
}
