// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.store.StoreEntryView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The webhooks that are parked for one instance: a readable entry of {@code parked-queues}. It
 * belongs to no tenant, because the tenant is not known until the instance is registered.
 *
 * @param instance {@code gateway/name}, as the webhooks named it
 */
public record ParkedQueueView(String instance, long count, long bytes, Instant oldestAt)
    implements StoreEntryView {

  @Override
  public String tenantId() {
    return null;
  }

  /** Decodes an entry; empty for the one that holds the totals. */
  public static Optional<ParkedQueueView> decode(byte[] key, byte[] value) {
    if (key.length == 0) {
      return Optional.empty();
    }
    ParkedQueueState queue = ParkedQueueState.decode(value);
    return Optional.of(
        new ParkedQueueView(
            new String(key, StandardCharsets.UTF_8),
            queue.count(),
            queue.bytes(),
            Instant.ofEpochMilli(queue.oldestAtMs())));
  }
}
