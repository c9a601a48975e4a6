// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Adds occurrences to the counts in the store. Each one is written at once. The counts that were
 * written last are cached, so that the next occurrence in the same instance and window needs no
 * read.
 */
final class StatsStoreWriter {
  private static final int MAX_CACHED = 2_000;

  private record CachedCounterValues(byte[] key, StatsCounterValues counts) {}

  private final OrderedByteStore entries;
  private final long retentionMs;
  private final Map<StatsKey, CachedCounterValues> cache =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StatsKey, CachedCounterValues> eldest) {
          return size() > MAX_CACHED;
        }
      };

  StatsStoreWriter(OrderedByteStore entries, long retentionMs) {
    this.entries = entries;
    this.retentionMs = retentionMs;
  }

  /** Counts an occurrence, unless it is so old that it would expire at once. */
  void count(StatsUpdate update, long nowMs) {
    long window = StatsKey.windowOf(update.atMs());
    if (window < oldestKept(nowMs, retentionMs)) {
      return;
    }
    StatsDelta delta = update.delta();
    if (!delta.counts().isNone()) {
      add(key(update, window, StatsKey.StatsEntryKind.COUNTS), delta.counts());
    }
    add(key(update, window, StatsKey.StatsEntryKind.DELIVERY), delta.deliveryMs());
    add(key(update, window, StatsKey.StatsEntryKind.READ), delta.readMs());
  }

  private static StatsKey key(StatsUpdate update, long window, StatsKey.StatsEntryKind kind) {
    return new StatsKey(update.tenantId(), window, kind, update.instance());
  }

  /** The start of the oldest window within the retention time, in milliseconds since the epoch. */
  static long oldestKept(long nowMs, long retentionMs) {
    return StatsKey.windowOf(nowMs - retentionMs);
  }

  private void add(StatsKey key, StatsCounterValues counts) {
    CachedCounterValues before = cache.get(key);
    if (before == null) {
      byte[] encodedKey = key.encode();
      byte[] found = entries.get(encodedKey);
      before =
          new CachedCounterValues(
              encodedKey,
              found == null ? StatsCounterValues.NONE : StatsCounterValues.decode(found));
    }
    CachedCounterValues after = new CachedCounterValues(before.key(), before.counts().plus(counts));
    entries.put(after.key(), after.counts().encode());
    cache.put(key, after);
  }

  private void add(StatsKey key, OptionalLong millis) {
    if (millis.isPresent()) {
      byte[] encodedKey = key.encode();
      byte[] found = entries.get(encodedKey);
      LatencySketch before = found == null ? LatencySketch.EMPTY : LatencySketch.decode(found);
      entries.put(encodedKey, before.and(millis.getAsLong()).encode());
    }
  }
}
