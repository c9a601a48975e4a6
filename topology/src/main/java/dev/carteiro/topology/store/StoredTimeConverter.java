// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.time.Instant;

/** Converts times of store entries: milliseconds since the epoch, 0 for none. */
public final class StoredTimeConverter {
  private StoredTimeConverter() {}

  public static Instant instant(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }
}
