// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes the expired entries of a store in small steps: each tick scans in key order from where
 * the last one stopped, and starts over at the end. Until an entry is deleted, it counts, unless
 * its reader checks the age itself. The sweep needs no second index, and the cost of a tick is
 * bounded.
 */
public final class ExpiredEntrySweeper {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How many times the whole store is scanned in one window, as far as the limits below allow. */
  private static final int WALKS_PER_WINDOW = 10;

  private static final int FEWEST = 200;
  private static final int MOST = 20_000;
  private static final long MOST_NANOS = Duration.ofMillis(20).toNanos();

  private final KeyValueStore<Bytes, byte[]> store;
  private final long windowMs;
  private final BiPredicate<byte[], Long> expired;
  private final UnreadableEntryReporter unreadable;
  private Bytes cursor;

  /**
   * @param windowMs how long entries live
   * @param expired whether a value may be deleted, at a time in milliseconds since the epoch
   * @param unreadable takes values that cannot be read; they stay in the store
   */
  public ExpiredEntrySweeper(
      KeyValueStore<Bytes, byte[]> store,
      long windowMs,
      BiPredicate<byte[], Long> expired,
      UnreadableEntryReporter unreadable) {
    this.store = store;
    this.windowMs = windowMs;
    this.expired = expired;
    this.unreadable = unreadable;
  }

  public void schedule(ProcessorContext<?, ?> context) {
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  private void sweep(long nowMs) {
    long start = System.nanoTime();
    int budget = budget();
    List<Bytes> dead = new ArrayList<>();
    Bytes last = null;
    boolean atEnd;
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(cursor, null)) {
      for (int seen = 0;
          seen < budget && entries.hasNext() && System.nanoTime() - start < MOST_NANOS;
          seen++) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        last = entry.key;
        if (isExpired(entry, nowMs)) {
          dead.add(entry.key);
        }
      }
      atEnd = !entries.hasNext();
    }
    dead.forEach(store::delete);
    cursor = atEnd ? null : last;
  }

  private boolean isExpired(KeyValue<Bytes, byte[]> entry, long nowMs) {
    try {
      return expired.test(entry.value, nowMs);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      unreadable.found(entry.key.get(), entry.value, e);
      return false;
    }
  }

  private int budget() {
    long ticksPerWalk = Math.max(1, windowMs / WALKS_PER_WINDOW / TICK.toMillis());
    return (int) Math.min(MOST, Math.max(FEWEST, store.approximateNumEntries() / ticksPerWalk));
  }
}
