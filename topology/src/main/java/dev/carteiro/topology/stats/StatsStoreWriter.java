// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Adds occurrences to the counts in the store. Each one is written at once. The counts that were
 * written last are cached, so that the next occurrence in the same instance and window needs no
 * read.
 */
public final class StatsStoreWriter {
  private static final int MOST_KEPT = 2_000;

  /** The store of the counts. */
  public interface StatsEntryStore {
    /** The value of a key, or null. */
    byte[] get(byte[] key);

    void put(byte[] key, byte[] value);
  }

  private record CachedCounterValues(byte[] key, StatsCounterValues counts) {}

  private final StatsEntryStore entries;
  private final long retentionMs;
  private final Map<StatsKey, CachedCounterValues> kept =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StatsKey, CachedCounterValues> eldest) {
          return size() > MOST_KEPT;
        }
      };

  public StatsStoreWriter(StatsEntryStore entries, long retentionMs) {
    this.entries = entries;
    this.retentionMs = retentionMs;
  }

  /**
   * Counts an occurrence, unless it is so old that it would expire at once.
   *
   * @param instance {@code gateway/name}
   * @param atMs when it occurred, milliseconds since the epoch
   */
  public void count(String tenantId, String instance, long atMs, StatsDelta delta, long nowMs) {
    long window = StatsKey.windowOf(atMs);
    if (window < oldestKept(nowMs, retentionMs)) {
      return;
    }
    if (!delta.counts().isNone()) {
      add(new StatsKey(tenantId, window, StatsKey.StatsEntryKind.COUNTS, instance), delta.counts());
    }
    add(
        new StatsKey(tenantId, window, StatsKey.StatsEntryKind.DELIVERY, instance),
        delta.deliveryMs());
    add(new StatsKey(tenantId, window, StatsKey.StatsEntryKind.READ, instance), delta.readMs());
  }

  /** The start of the oldest window within the retention time, in milliseconds since the epoch. */
  static long oldestKept(long nowMs, long retentionMs) {
    return StatsKey.windowOf(nowMs - retentionMs);
  }

  private void add(StatsKey key, StatsCounterValues counts) {
    CachedCounterValues before = kept.get(key);
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
    kept.put(key, after);
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
