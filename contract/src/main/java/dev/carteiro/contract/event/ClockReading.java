// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;

/**
 * What a process's clock said when it asked for the brokers' time. The record's own time is what
 * the broker's clock said then.
 *
 * @param version of this shape, 1
 * @param role the process's role, such as {@code sender}
 * @param host the machine it runs on, by the name it gives itself
 * @param at by the machine's clock
 */
public record ClockReading(int version, String role, String host, Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** The process's name, for people and as the record's key. */
  public String process() {
    return role + "@" + host;
  }
}
