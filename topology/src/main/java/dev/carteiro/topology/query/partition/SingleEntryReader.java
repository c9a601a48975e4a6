// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Reads the entry of one key. */
public record SingleEntryReader(String store, byte[] key, StoreEntryDecoder decoder)
    implements PartitionReader {

  @Override
  public void read(LocalPartitionStores stores, byte[] after, PartitionAnswerCollector found) {
    byte[] value = stores.get(store, key);
    if (value != null) {
      found.take(stores, key, value, decoder);
    }
    found.end();
  }
}
