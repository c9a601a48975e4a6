// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleSpreadTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    // When
    SampleSpread spread = SampleSpread.of(Stream.of(9.0, 1.0, 4.0)).orElseThrow();
    // Then
    assertThat(spread).isEqualTo(new SampleSpread(4, 1, 9));
    assertThat(spread.width()).isEqualTo(2);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleOnes() {
    // When
    SampleSpread spread = SampleSpread.of(Stream.of(4.0, 1.0, 2.0, 9.0)).orElseThrow();
    // Then
    assertThat(spread.median()).isEqualTo(3);
  }

  @Test
  void noSamplesHaveNoMedian() {
    assertThat(SampleSpread.of(Stream.empty())).isEmpty();
  }
}
