// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Counts into the store. Every happening is written at once; the counts written last are also kept
 * in memory, so that the next happening of the same instance and window needs no read.
 */
public final class StatsLedger {
  private static final int MOST_KEPT = 2_000;

  /** Where counts are kept. */
  public interface Entries {
    /** The entry, or null. */
    byte[] get(byte[] key);

    void put(byte[] key, byte[] value);
  }

  private record Kept(byte[] key, StatsCounts counts) {}

  private final Entries entries;
  private final long retentionMs;
  private final Map<StatsKey, Kept> kept =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StatsKey, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  public StatsLedger(Entries entries, long retentionMs) {
    this.entries = entries;
    this.retentionMs = retentionMs;
  }

  /**
   * Counts a happening, unless it is so old that it would be forgotten at once.
   *
   * @param instance {@code gateway/name}
   * @param atMs when it happened
   */
  public void count(String tenantId, String instance, long atMs, StatsDelta delta, long nowMs) {
    long window = StatsKey.windowOf(atMs);
    if (window < oldestKept(nowMs, retentionMs)) {
      return;
    }
    if (!delta.counts().isNone()) {
      add(new StatsKey(tenantId, window, StatsKey.Kind.COUNTS, instance), delta.counts());
    }
    add(new StatsKey(tenantId, window, StatsKey.Kind.DELIVERY, instance), delta.deliveryMs());
    add(new StatsKey(tenantId, window, StatsKey.Kind.READ, instance), delta.readMs());
  }

  /** The oldest window that is kept. */
  static long oldestKept(long nowMs, long retentionMs) {
    return StatsKey.windowOf(nowMs - retentionMs);
  }

  private void add(StatsKey key, StatsCounts counts) {
    Kept before = kept.get(key);
    if (before == null) {
      byte[] encodedKey = key.encode();
      byte[] found = entries.get(encodedKey);
      before = new Kept(encodedKey, found == null ? StatsCounts.NONE : StatsCounts.decode(found));
    }
    Kept after = new Kept(before.key(), before.counts().plus(counts));
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
