// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The results of a benchmark's run before; a ratio that differs from them is marked as not
 * repeatable.
 */
public final class PreviousRunResults {
  private final List<ContestResult> results;

  private PreviousRunResults(List<ContestResult> results) {
    this.results = results;
  }

  /** Returns the results of no run. */
  public static PreviousRunResults none() {
    return new PreviousRunResults(List.of());
  }

  /**
   * Reads the results that {@link BenchmarkReportWriter#write} left in a directory. Results of
   * another machine or Java version are ignored.
   *
   * @throws IOException if the file cannot be read or has another format
   */
  public static PreviousRunResults of(Path directory, String bench, BenchmarkMachine machine)
      throws IOException {
    Path file = directory.resolve(BenchmarkReportWriter.data(bench));
    if (!Files.exists(file)) {
      return none();
    }
    BenchmarkReportWriter.BenchmarkRun run =
        Json.mapper().readValue(file.toFile(), BenchmarkReportWriter.BenchmarkRun.class);
    return machine.equals(run.machine()) ? new PreviousRunResults(run.results()) : none();
  }

  /**
   * Returns the ratio of the run before, if the present one differs from it by more than {@link
   * ContestResult#AGREEMENT}.
   */
  Optional<Double> disagreeing(
      ContestResult result, ContestResult.ContenderResult row, double now) {
    return results.stream()
        .filter(then -> then.name().equals(result.name()) && then.deciding() == result.deciding())
        .flatMap(
            then ->
                then.rows().stream()
                    .filter(other -> other.name().equals(row.name()))
                    .flatMap(other -> then.ratio(other).stream()))
        .map(SampleSpread::median)
        .filter(ratio -> Math.abs(now - ratio) > ContestResult.AGREEMENT * ratio)
        .findFirst();
  }
}
