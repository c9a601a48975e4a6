// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.timer;

import static org.assertj.core.api.Assertions.assertThat;

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
          long due = now + random.nextInt(41) - 20;
          OutboxTimerQueue.TimerKind kind =
              OutboxTimerQueue.TimerKind.values()[
                  random.nextInt(OutboxTimerQueue.TimerKind.values().length)];
          timers.set(due, kind, id);
          waiting.put(id, due);
        }
        case 2 -> now += random.nextInt(15) - 4;
        case 3 -> {
          long at = now;
          List<OutboxTimerQueue.DueTimer> due = timers.take(now, 1 + random.nextInt(3));
          timers.persist(random.nextBoolean());
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
    now += 10_000;
    for (List<OutboxTimerQueue.DueTimer> due = timers.take(now, 7);
        !due.isEmpty();
        due = timers.take(now, 7)) {
      due.forEach(one -> assertThat(waiting.remove(one.id())).isNotNull());
    }
    assertThat(waiting).isEmpty();
    assertThat(table.entries).isEmpty();
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
