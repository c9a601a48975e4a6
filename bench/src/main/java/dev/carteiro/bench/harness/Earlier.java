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
public final class Earlier {
  private final List<Result> results;

  private Earlier(List<Result> results) {
    this.results = results;
  }

  /** Returns the results of no run. */
  public static Earlier none() {
    return new Earlier(List.of());
  }

  /**
   * Reads the results that {@link Report#write} left in a directory. Results of another machine or
   * Java version are ignored.
   *
   * @throws IOException if the file cannot be read or has another format
   */
  public static Earlier of(Path directory, String bench, Machine machine) throws IOException {
    Path file = directory.resolve(Report.data(bench));
    if (!Files.exists(file)) {
      return none();
    }
    Report.Run run = Json.mapper().readValue(file.toFile(), Report.Run.class);
    return machine.equals(run.machine()) ? new Earlier(run.results()) : none();
  }

  /**
   * Returns the ratio of the run before, if the present one differs from it by more than {@link
   * Result#AGREEMENT}.
   */
  Optional<Double> disagreeing(Result result, Result.Row row, double now) {
    return results.stream()
        .filter(then -> then.name().equals(result.name()) && then.deciding() == result.deciding())
        .flatMap(
            then ->
                then.rows().stream()
                    .filter(other -> other.name().equals(row.name()))
                    .flatMap(other -> then.ratio(other).stream()))
        .map(Spread::median)
        .filter(ratio -> Math.abs(now - ratio) > Result.AGREEMENT * ratio)
        .findFirst();
  }
}
