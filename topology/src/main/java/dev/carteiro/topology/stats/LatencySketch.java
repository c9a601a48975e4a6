// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.Bin;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * An immutable distribution of durations: a DDSketch, whose quantiles are off by at most 1 % of
 * their value. Merging two sketches gives the sketch of all their durations. A duration counts as
 * at least 1 ms and at most 35 days, so there are at most some 1,100 bins. A sketch takes a few
 * bytes for a few durations, and about 500 bytes for 1,000. In JSON it is base64, so that processes
 * can exchange sketches and merge them.
 */
public final class LatencySketch {
  public static final LatencySketch EMPTY = new LatencySketch(fresh());

  private static final byte VERSION = 1;
  private static final double SHORTEST_MS = 1;
  private static final double LONGEST_MS = Duration.ofDays(35).toMillis();

  private final DDSketch sketch;

  private LatencySketch(DDSketch sketch) {
    this.sketch = sketch;
  }

  private static DDSketch fresh() {
    IndexMapping mapping = new CubicallyInterpolatedMapping(0.01);
    return new DDSketch(mapping, () -> new CollapsingLowestDenseStore(2_048));
  }

  /**
   * This sketch and one more duration, in milliseconds. A negative one, from clocks that differ,
   * counts as 1 ms.
   */
  public LatencySketch and(long millis) {
    DDSketch more = sketch.copy();
    more.accept(Math.max(SHORTEST_MS, Math.min(LONGEST_MS, millis)));
    return new LatencySketch(more);
  }

  public LatencySketch plus(LatencySketch other) {
    if (other.sketch.isEmpty()) {
      return this;
    }
    if (sketch.isEmpty()) {
      return other;
    }
    DDSketch both = sketch.copy();
    both.mergeWith(other.sketch);
    return new LatencySketch(both);
  }

  public long count() {
    return Math.round(sketch.getCount());
  }

  /**
   * The duration that a fraction of all durations does not exceed.
   *
   * @param part from 0 to 1: 0.95 for the 95th percentile
   * @return empty if there are no durations
   */
  public Optional<Duration> quantile(double part) {
    return sketch.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(sketch.getValueAtQuantile(part))));
  }

  /** Encodes the sketch: 1 B version, then the encoding of DDSketch. */
  @JsonValue
  public byte[] encode() {
    GrowingByteArrayOutput out = GrowingByteArrayOutput.withInitialCapacity(64);
    try {
      out.writeByte(VERSION);
      sketch.encode(out, true);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.trimmedCopy();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not a sketch of this version
   */
  @JsonCreator
  public static LatencySketch decode(byte[] encoded) {
    if (encoded.length == 0 || encoded[0] != VERSION) {
      throw new IllegalArgumentException("not a sketch of version " + VERSION);
    }
    DDSketch sketch = fresh();
    try {
      sketch.decodeAndMergeWith(ByteArrayInput.wrap(encoded, 1, encoded.length - 1));
    } catch (IOException e) {
      throw new IllegalArgumentException("a sketch is not readable", e);
    }
    return new LatencySketch(sketch);
  }

  /** Whether both hold the same durations, as far as a sketch can tell them apart. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof LatencySketch that) || count() != that.count()) {
      return false;
    }
    Iterator<Bin> mine = sketch.getPositiveValueStore().getAscendingIterator();
    Iterator<Bin> theirs = that.sketch.getPositiveValueStore().getAscendingIterator();
    while (mine.hasNext() && theirs.hasNext()) {
      if (!mine.next().equals(theirs.next())) {
        return false;
      }
    }
    return mine.hasNext() == theirs.hasNext();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count());
  }

  @Override
  public String toString() {
    return count() + " durations, median " + quantile(0.5).map(Duration::toString).orElse("none");
  }
}
