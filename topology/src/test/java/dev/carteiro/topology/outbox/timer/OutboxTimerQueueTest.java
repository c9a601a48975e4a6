// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.timer;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static dev.carteiro.topology.store.HexFixture.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.topology.store.MemoryByteStore;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OutboxTimerQueueTest {
  private static final byte[] MARK = {0};

  private final MemoryByteStore table = new MemoryByteStore();
  private final MemoryByteStore meta = new MemoryByteStore();

  @RepeatedTest(20)
  void noTimerIsLostOrEarlyOrFiredTwiceWhereverItIsSet(RepetitionInfo repetition) {
    // Given
    Random random = new Random(repetition.getCurrentRepetition());
    OutboxTimerQueue timers = new OutboxTimerQueue(table, meta, MARK);
    Map<String, Long> waiting = new HashMap<>();
    long now = 1_000_000;

    // When
    for (int step = 0; step < 3_000; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          String id = "t" + step;
          long due = now + random.nextInt(41_000) - 20_000;
          OutboxTimerQueue.TimerKind kind =
              OutboxTimerQueue.TimerKind.values()[
                  random.nextInt(OutboxTimerQueue.TimerKind.values().length)];
          timers.set(due, kind, id);
          waiting.put(id, due);
        }
        case 2 -> now += random.nextInt(15_000) - 4_000;
        case 3 -> {
          long at = now;
          List<OutboxTimerQueue.DueTimer> due = timers.take(now, 1 + random.nextInt(3));
          timers.persist();
          for (OutboxTimerQueue.DueTimer one : due) {
            assertThat(waiting.remove(one.id())).as("%s at %d", one, at).isLessThanOrEqualTo(at);
          }
        }
        default -> {
          if (random.nextInt(10) == 0) {
            timers = new OutboxTimerQueue(table, meta, MARK);
          }
        }
      }
    }

    // Then
    now += 100_000;
    for (List<OutboxTimerQueue.DueTimer> due = timers.take(now, 7);
        !due.isEmpty();
        due = timers.take(now, 7)) {
      due.forEach(one -> assertThat(waiting.remove(one.id())).isNotNull());
    }
    assertThat(waiting).isEmpty();
    assertThat(table.entries).isEmpty();
  }

  @Test
  void keysAndTheWatermarkAreReadAndWritten() {
    // Given
    OutboxTimerQueue timers = new OutboxTimerQueue(table, meta, MARK);
    for (OutboxTimerQueue.TimerKind kind : OutboxTimerQueue.TimerKind.values()) {
      timers.set(0x100, kind, kind.name());
    }
    Map<String, String> stored = entries(table.entries);

    // When
    List<OutboxTimerQueue.DueTimer> due = timers.take(0x10000, 100);
    timers.persist();

    // Then
    assertThat(stored)
        .isEqualTo(
            entries(
                "0000000000000100 00 'DUE'", "01",
                "0000000000000100 01 'RETRY'", "01",
                "0000000000000100 02 'ECHO'", "01",
                "0000000000000100 03 'TYPING'", "01",
                "0000000000000100 04 'EXPIRY'", "01",
                "0000000000000100 05 'WAKE'", "01",
                "0000000000000100 06 'WATCH'", "01",
                "0000000000000100 07 'PROBE'", "01",
                "0000000000000100 08 'BATCH'", "01",
                "0000000000000100 09 'TAKEOVER'", "01"));
    assertThat(due)
        .hasSize(10)
        .allSatisfy(one -> assertThat(one.kind().name()).isEqualTo(one.id()))
        .allSatisfy(one -> assertThat(one.atMs()).isEqualTo(0x100));
    assertThat(entries(meta.entries)).isEqualTo(entries("00", "0000000000010000"));
    assertThat(OutboxTimerQueue.bound(0x100)).isEqualTo(bytes("0000000000000100 00"));
    assertThatThrownBy(() -> OutboxTimerQueue.decode(bytes("0000000000000100 0a 'x'")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TimerKind has no code 10");
  }

  @Test
  void timersFireOldestFirst() {
    // Given
    OutboxTimerQueue timers = new OutboxTimerQueue(table, meta, MARK);
    for (int n = 0; n < 500; n++) {
      timers.set((n * 7919L) % 1_000, OutboxTimerQueue.TimerKind.DUE, "t" + n);
    }

    // When
    List<OutboxTimerQueue.DueTimer> due = timers.take(2_000, 1_000);

    // Then
    assertThat(due)
        .hasSize(500)
        .isSortedAccordingTo(Comparator.comparingLong(OutboxTimerQueue.DueTimer::atMs));
  }

  @Test
  void aLookBeforeTheNextTimerReadsNothing() {
    // Given
    int[] scans = {0};
    OutboxTimerQueue timers =
        new OutboxTimerQueue(
            new OrderedByteStore() {
              @Override
              public byte[] get(byte[] key) {
                return table.get(key);
              }

              @Override
              public void put(byte[] key, byte[] value) {
                table.put(key, value);
              }

              @Override
              public void scan(
                  byte[] from, java.util.function.BiPredicate<byte[], byte[]> visitor) {
                scans[0]++;
                table.scan(from, visitor);
              }
            },
            meta,
            MARK);
    timers.take(1_000, 10);
    timers.set(5_000, OutboxTimerQueue.TimerKind.DUE, "t");

    // When
    for (long now = 1_000; now < 5_000; now += 100) {
      timers.take(now, 10);
    }

    // Then
    assertThat(scans[0]).isEqualTo(1);
  }
}
