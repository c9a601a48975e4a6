// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import java.util.Optional;
import java.util.function.Supplier;

/** Decodes an entry of a store for an answer. */
@FunctionalInterface
public interface StoreEntryDecoder {

  /**
   * A decoded entry.
   *
   * @param tenantId the tenant that owns it; null if no tenant does
   * @param document what the JSON is made of; built only if the caller may see the entry
   */
  record DecodedStoreEntry(String tenantId, Supplier<?> document) {}

  /**
   * Decodes an entry.
   *
   * @param stores for documents with more than this entry
   * @return empty if the entry does not belong in the answer
   */
  Optional<DecodedStoreEntry> decode(LocalPartitionStores stores, byte[] key, byte[] value);
}
