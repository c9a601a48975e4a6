// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.topology.store.OrderedByteStore;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adapts a Kafka Streams store to the byte store of the rules. */
public final class OrderedStoreAdapter implements OrderedByteStore {
  private final KeyValueStore<Bytes, byte[]> store;
  private final UnreadableEntryReporter unreadable;

  OrderedStoreAdapter(KeyValueStore<Bytes, byte[]> store, UnreadableEntryReporter unreadable) {
    this.store = store;
    this.unreadable = unreadable;
  }

  @Override
  public byte[] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(Bytes.wrap(from), null)) {
      boolean more = true;
      while (more && entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        more = visitor.test(entry.key.get(), entry.value);
      }
    }
  }

  @Override
  public void unreadable(byte[] key, byte[] value, RuntimeException reason) {
    unreadable.found(key, value, reason);
  }

  long approximateSize() {
    return store.approximateNumEntries();
  }
}
