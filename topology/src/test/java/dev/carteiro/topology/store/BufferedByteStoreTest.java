// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static dev.carteiro.topology.store.HexFixture.entries;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BufferedByteStoreTest {
  private static final byte[] KEY = bytes("01");

  private final MemoryByteStore table = new MemoryByteStore();
  private final BufferedByteStore buffered = new BufferedByteStore(table);

  @Test
  void anEntryThatIsNewAndDeletedAgainIsNeverWritten() {
    // Given
    buffered.putNew(KEY, bytes("02"));
    buffered.put(KEY, bytes("03"));

    // When
    buffered.put(KEY, null);
    buffered.flush();

    // Then
    assertThat(buffered.get(KEY)).isNull();
    assertThat(table.puts).isZero();
  }

  @Test
  void anEntryOfAnEarlierUnitIsDeleted() {
    // Given
    buffered.putNew(KEY, bytes("02"));
    buffered.flush();

    // When
    buffered.put(KEY, null);
    buffered.flush();

    // Then
    assertThat(table.entries).isEmpty();
    assertThat(table.puts).isEqualTo(2);
  }

  @Test
  void whatIsWrittenSeveralTimesIsStoredOnce() {
    // Given
    buffered.put(KEY, bytes("02"));
    buffered.put(KEY, null);
    buffered.put(KEY, bytes("03"));

    // When
    buffered.flush();

    // Then
    assertThat(entries(table.entries)).isEqualTo(entries("01", "03"));
    assertThat(table.puts).isEqualTo(1);
  }

  @Test
  void aDiscardedUnitLeavesNothingBehind() {
    // Given
    buffered.putNew(KEY, bytes("02"));
    buffered.discard();
    buffered.put(KEY, bytes("03"));
    buffered.flush();

    // When
    buffered.put(KEY, null);
    buffered.flush();

    // Then
    assertThat(table.entries).isEmpty();
  }
}
