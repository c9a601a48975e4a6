// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BenchmarkMainTest {
  /** On a new machine the build and the peers have to be fetched first. */
  private static final Duration FETCHING = Duration.ofSeconds(90);

  @Test
  void allBenchesTogetherFitIntoTheirTimeOnANewMachine() {
    // When
    Duration quick = BenchmarkMain.budget(BenchmarkMain.all(true), true);
    Duration full = BenchmarkMain.budget(BenchmarkMain.all(false), false);

    // Then
    assertThat(quick.plus(FETCHING)).isLessThanOrEqualTo(Duration.ofMinutes(15));
    assertThat(full.plus(FETCHING)).isLessThanOrEqualTo(Duration.ofMinutes(60));
  }

  @Test
  void thePlanNamesEachBenchAndTheSum() {
    // When
    String plan = BenchmarkMain.plan(BenchmarkMain.all(true), true);

    // Then
    assertThat(plan).contains("pacing 80 s").containsPattern("together [0-9]+ s$");
  }
}
