// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import java.time.Instant;

/** Converts times of store entries: milliseconds since the epoch, 0 for none. */
final class Times {
  private Times() {}

  /** The time, or null. */
  static Instant instant(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }
}
