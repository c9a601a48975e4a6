// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.topology.view.TenantScoped;
import java.time.Instant;
import java.util.Locale;

/**
 * Something that will happen, for looking at: an entry of {@code timers}. What was cancelled or
 * moved keeps its old entry until that comes due.
 *
 * @param kind due, retry, echo, typing, expiry, wake, watch, probe, batch or takeover
 * @param id of the job, the instance or the batch; for a takeover, where its walk is
 */
public record TimerView(Instant dueAt, String kind, String id) implements TenantScoped {

  /** A timer does not know; what it is for does. */
  @Override
  public String tenantId() {
    return null;
  }

  /** Reads a key; the value says nothing. */
  public static TimerView decode(byte[] key) {
    Timers.Due timer = Timers.decode(key);
    return new TimerView(
        Instant.ofEpochMilli(timer.atMs()),
        timer.kind().name().toLowerCase(Locale.ROOT),
        timer.id());
  }

  /** The first key of the timers that are due at a time or later. */
  public static byte[] from(Instant dueAt) {
    return Timers.bound(dueAt.toEpochMilli());
  }
}
