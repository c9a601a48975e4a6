// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;

/**
 * The time of a process's clock. The record's timestamp is broker time, so the two together show
 * how far the process's clock is off.
 *
 * @param role the process's role, such as {@code sender}
 */
public record ClockReading(int version, String role, String host, Instant at) {

  public static final int VERSION = 1;

  public String process() {
    return role + "@" + host;
  }
}
