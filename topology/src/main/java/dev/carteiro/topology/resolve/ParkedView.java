// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.view.TenantScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The webhooks of one instance that wait for it to be registered, for looking at: an entry of
 * {@code parked-queues}. Nobody's: which tenant they are of is what they wait for.
 *
 * @param instance {@code gateway/name}, as the webhooks named it
 */
public record ParkedView(String instance, long count, long bytes, Instant oldestAt)
    implements TenantScoped {

  @Override
  public String tenantId() {
    return null;
  }

  /** Reads an entry; empty for the one that holds the totals. */
  public static Optional<ParkedView> decode(byte[] key, byte[] value) {
    if (key.length == 0) {
      return Optional.empty();
    }
    ParkedInstance queue = ParkedInstance.decode(value);
    return Optional.of(
        new ParkedView(
            new String(key, StandardCharsets.UTF_8),
            queue.count(),
            queue.bytes(),
            Instant.ofEpochMilli(queue.oldestAtMs())));
  }
}
