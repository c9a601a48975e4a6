// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import dev.carteiro.topology.store.StoreEntryView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Query view of a tenant's limit over all its instances: an entry of {@code tenant-pace}. There is
 * one only once a tenant had a limit.
 *
 * @param permitsUsed in the last 60 s
 * @param permitsGiven to instances that have not used them yet
 * @param waiting instances that wait for a permit, longest first
 */
public record TenantPaceView(
    String tenantId, int permitsUsed, int permitsGiven, List<String> waiting)
    implements StoreEntryView {

  public static TenantPaceView decode(byte[] key, byte[] value, Instant now) {
    TenantPaceState pace = TenantPaceState.decode(value);
    return new TenantPaceView(
        new String(key, StandardCharsets.UTF_8),
        pace.used(now.toEpochMilli()),
        pace.unused(),
        pace.waiting());
  }
}
