// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The value of each entry is when it expires. */
class ExpiredEntrySweeperTest {
  private static final long NOW = 1_000_000_000;
  private static final long WINDOW = 100_000;
  private static final int ENTRIES = 450;

  private final KeyValueStore<Bytes, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("entries"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  private ExpiredEntrySweeper sweeper;

  @BeforeEach
  void open() {
    MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    sweeper =
        new ExpiredEntrySweeper(
            new OrderedStoreAdapter(store, null),
            WINDOW,
            (value, nowMs) -> ByteBuffer.wrap(value).getLong() <= nowMs);
  }

  @Test
  void aScanGoesOnUntilItIsOver() {
    // Given
    for (int entry = 0; entry < ENTRIES; entry++) {
      put(entry, NOW);
    }
    // When
    List<Long> next = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      next.add(sweeper.sweep(NOW + step * 1_000));
    }
    // Then
    assertThat(store.approximateNumEntries()).isZero();
    assertThat(next).containsExactly(NOW, NOW + 1_000, NOW + WINDOW / 10);
  }

  @Test
  void theNextScanBeginsWhenItIsDue() {
    // Given
    long due = sweeper.sweep(NOW);
    put(0, NOW);
    // When
    long early = sweeper.sweep(due - 1);
    long left = store.approximateNumEntries();
    sweeper.sweep(due);
    // Then
    assertThat(early).isEqualTo(due);
    assertThat(left).isEqualTo(1);
    assertThat(store.approximateNumEntries()).isZero();
  }

  @Test
  void aClockThatIsSetBackStopsNoScan() {
    // Given
    sweeper.sweep(NOW);
    put(0, NOW - 2 * WINDOW);
    // When
    sweeper.sweep(NOW - WINDOW);
    // Then
    assertThat(store.approximateNumEntries()).isZero();
  }

  private void put(int entry, long expiresMs) {
    store.put(
        Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(entry).array()),
        ByteBuffer.allocate(Long.BYTES).putLong(expiresMs).array());
  }
}
