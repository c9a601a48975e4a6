// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static dev.carteiro.bench.harness.FakeContender.rate;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ContestRoundRunnerTest {
  private final List<String> journal = new ArrayList<>();
  private final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

  @Test
  void contendersAlternateAndWarmUpSamplesAreDiscarded() {
    // Given
    FakeContender ours =
        new FakeContender(
            "A", BenchmarkContender.ContenderKind.OURS, journal, rate(1), rate(30), rate(40));
    FakeContender peer =
        new FakeContender(
            "B", BenchmarkContender.ContenderKind.PEER, journal, rate(1), rate(10), rate(20));
    // When
    ContestResult result = run(2, ours, peer);
    // Then
    assertThat(journal)
        .containsExactly(
            "A starts", "A 3", "B starts", "B 3", "A 7", "B 7", "A 7", "B 7", "A ends", "B ends");
    assertThat(result.rows().get(0).spread(BenchmarkMetric.RATE))
        .contains(new SampleSpread(35, 30, 40));
  }

  @Test
  void theRatioIsTakenPerRoundWithMedianAndExtremes() {
    // Given
    FakeContender ours =
        new FakeContender(
            "A", BenchmarkContender.ContenderKind.OURS, journal, rate(1), rate(30), rate(40));
    FakeContender peer =
        new FakeContender(
            "B", BenchmarkContender.ContenderKind.PEER, journal, rate(1), rate(10), rate(20));
    // When
    ContestResult result = run(2, ours, peer);
    // Then
    assertThat(result.ratio(result.rows().get(1))).contains(new SampleSpread(2.5, 2, 3));
  }

  @Test
  void anUnavailableContenderIsReportedWithItsReason() {
    // Given
    FakeContender ours =
        new FakeContender("A", BenchmarkContender.ContenderKind.OURS, journal, rate(1), rate(2));
    FakeContender peer =
        new FakeContender("B", BenchmarkContender.ContenderKind.PEER, journal)
            .lacking("no Redis here");
    // When
    ContestResult result = run(1, ours, peer);
    // Then
    assertThat(result.rows().get(1).skipped()).isEqualTo("no Redis here");
    assertThat(result.rows().get(1).samples()).isEmpty();
    assertThat(result.rows().get(0).samples()).hasSize(1);
    assertThat(result.ratio(result.rows().get(1))).isEmpty();
  }

  @Test
  void aContenderThatFailsDoesNotStopTheOthers() {
    // Given
    FakeContender ours =
        new FakeContender(
            "A", BenchmarkContender.ContenderKind.OURS, journal, rate(1), rate(2), rate(3));
    FakeContender peer =
        new FakeContender("B", BenchmarkContender.ContenderKind.PEER, journal, rate(1), rate(1));
    // When
    ContestResult result = run(2, ours, peer);
    // Then
    assertThat(result.rows().get(0).samples()).hasSize(2);
    assertThat(result.rows().get(1).samples()).hasSize(1);
    assertThat(result.rows().get(1).skipped()).contains("it broke");
  }

  @Test
  void roundsBeyondTheTimeLimitAreSkippedAndMarked() {
    // Given
    FakeContender ours =
        new FakeContender(
            "A", BenchmarkContender.ContenderKind.OURS, journal, rate(1), rate(2), rate(3));
    FakeContender peer =
        new FakeContender(
            "B", BenchmarkContender.ContenderKind.PEER, journal, rate(1), rate(1), rate(1));
    FakeContender absent =
        new FakeContender("C", BenchmarkContender.ContenderKind.PEER, journal).lacking("no C");
    // When
    ContestResult result = run(3, () -> true, ours, peer, absent);
    // Then
    assertThat(result.rows().get(0).samples()).hasSize(1);
    assertThat(result.rows().get(1).samples()).hasSize(1);
    assertThat(result.rows().get(0).remarks()).containsExactly("1 of 3 rounds, the time was up");
    assertThat(result.rows().get(1).remarks()).containsExactly("1 of 3 rounds, the time was up");
    assertThat(result.rows().get(2).skipped()).isEqualTo("no C");
  }

  private ContestResult run(int rounds, FakeContender... contenders) {
    return run(rounds, () -> false, contenders);
  }

  private ContestResult run(int rounds, BooleanSupplier late, FakeContender... contenders) {
    return new ContestRoundRunner(MeasurementPlan.ofSeconds(rounds, 3, 7), nowhere, late)
        .run(
            new BenchmarkContest(
                "fake", "contest", "things", BenchmarkMetric.RATE, List.of(contenders)));
  }
}
