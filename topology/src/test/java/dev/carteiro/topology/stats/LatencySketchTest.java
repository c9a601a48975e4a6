// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static dev.carteiro.topology.store.HexFixture.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.carteiro.contract.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencySketchTest {
  /** Of 1 ms, twice 250 ms, and 60 s. */
  private static final String VERSION_1 = "0105030002ac0403aa0402";

  private static final double[] PARTS = {0, 0.1, 0.5, 0.9, 0.95, 0.99, 1};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1_000, 20_000})
  void quantilesAreWithinTwoPercentOfTheTrueOnes(int count) {
    // Given
    long[] durations = durations(new Random(count), count);

    // When
    LatencySketch sketch = sketch(durations);

    // Then
    Arrays.sort(durations);
    assertThat(sketch.count()).isEqualTo(count);
    for (double part : PARTS) {
      long exact = durations[(int) (part * (count - 1))];
      assertThat((double) sketch.quantile(part).orElseThrow().toMillis())
          .as("%s of %d", part, count)
          .isCloseTo(exact, within(0.02 * exact + 0.5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void howItWasSplitMakesNoDifference(int seed) {
    // Given
    Random random = new Random(seed);
    long[] durations = durations(random, 2_000);
    List<LatencySketch> parts = new ArrayList<>();
    for (int from = 0; from < durations.length; ) {
      int to = Math.min(durations.length, from + 1 + random.nextInt(300));
      parts.add(LatencySketch.decode(sketch(Arrays.copyOfRange(durations, from, to)).encode()));
      from = to;
    }
    LatencySketch whole = sketch(durations);

    // When
    while (parts.size() > 1) {
      LatencySketch one = parts.remove(random.nextInt(parts.size()));
      int other = random.nextInt(parts.size());
      parts.set(other, parts.get(other).plus(one));
    }

    // Then
    assertThat(parts).containsExactly(whole);
    for (double part : PARTS) {
      assertThat(parts.get(0).quantile(part)).isEqualTo(whole.quantile(part));
    }
  }

  @Test
  void itsSizeIsBounded() {
    // Given
    LatencySketch sketch = LatencySketch.EMPTY;
    Random random = new Random(1);
    for (int n = 0; n < 20_000; n++) {
      sketch = sketch.and((long) Math.exp(random.nextDouble() * 25));
    }

    // When
    byte[] encoded = sketch.encode();

    // Then
    assertThat(encoded).hasSizeLessThan(4_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -5_000, 0, 1})
  void clocksThatDifferMakeNothingNegative(long millis) {
    // Given
    LatencySketch sketch = LatencySketch.EMPTY;

    // When
    LatencySketch one = sketch.and(millis);

    // Then
    assertThat(one.quantile(0.5)).contains(Duration.ofMillis(1));
    assertThat(sketch.quantile(0.5)).isEmpty();
  }

  @Test
  void sketchesPassAsJson() throws IOException {
    // Given
    LatencySketch sketch = sketch(durations(new Random(7), 100));

    // When
    LatencySketch read = Json.read(Json.write(sketch), LatencySketch.class);

    // Then
    assertThat(read).isEqualTo(sketch);
    assertThat(read).isNotEqualTo(sketch.and(1));
  }

  @Test
  void aSketchOfVersion1IsReadAndWritten() {
    // Given
    byte[] stored = bytes(VERSION_1);

    // When
    LatencySketch read = LatencySketch.decode(stored);

    // Then
    assertThat(read).isEqualTo(sketch(new long[] {1, 250, 250, 60_000}));
    assertThat(hex(read.encode())).isEqualTo(hex(stored));
  }

  @Test
  void whatIsNoSketchIsRefused() {
    // Given
    byte[] cut = Arrays.copyOf(sketch(durations(new Random(7), 100)).encode(), 9);

    // When, Then
    assertThatThrownBy(() -> LatencySketch.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LatencySketch.decode(new byte[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LatencySketch.decode(cut))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LatencySketch sketch(long[] durations) {
    LatencySketch sketch = LatencySketch.EMPTY;
    for (long duration : durations) {
      sketch = sketch.and(duration);
    }
    return sketch;
  }

  /** From some milliseconds to some days, most of them seconds. */
  private static long[] durations(Random random, int count) {
    return random
        .doubles(count)
        .mapToLong(any -> Math.max(1, (long) Math.exp(8 + 2.5 * random.nextGaussian())))
        .toArray();
  }
}
