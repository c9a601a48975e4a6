// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.timer;

import dev.carteiro.topology.store.StoreEntryView;
import java.time.Instant;
import java.util.Locale;

/**
 * Query view of a timer: an entry of {@code timers}. A timer that was cancelled or moved keeps its
 * old entry until that comes due.
 *
 * @param kind due, retry, echo, typing, expiry, wake, watch, probe, batch or takeover
 * @param id of the job, the instance or the batch; for a takeover, where its walk is
 */
public record OutboxTimerView(Instant dueAt, String kind, String id) implements StoreEntryView {

  /** Null: only the job, instance or batch of a timer knows its tenant. */
  @Override
  public String tenantId() {
    return null;
  }

  /** Decodes a key; the value has nothing to say. */
  public static OutboxTimerView decode(byte[] key) {
    OutboxTimerQueue.DueTimer timer = OutboxTimerQueue.decode(key);
    return new OutboxTimerView(
        Instant.ofEpochMilli(timer.atMs()),
        timer.kind().name().toLowerCase(Locale.ROOT),
        timer.id());
  }

  /** The first key of the timers that are due at a time or later. */
  public static byte[] from(Instant dueAt) {
    return OutboxTimerQueue.bound(dueAt.toEpochMilli());
  }
}
