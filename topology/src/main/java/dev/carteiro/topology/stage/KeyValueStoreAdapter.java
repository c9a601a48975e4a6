// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.topology.dedup.FactDeduplicator;
import dev.carteiro.topology.stats.StatsStoreWriter;
import dev.carteiro.topology.store.ByteStore;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Adapts a Kafka Streams store to the byte stores of the resolve, deduplication and statistics
 * rules.
 */
public record KeyValueStoreAdapter(KeyValueStore<Bytes, byte[]> store)
    implements ByteStore, FactDeduplicator.SeenFactStore, StatsStoreWriter.StatsEntryStore {

  @Override
  public byte[] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        visitor.accept(entry.key.get(), entry.value);
      }
    }
  }
}
