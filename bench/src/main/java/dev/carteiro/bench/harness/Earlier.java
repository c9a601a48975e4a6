// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a bench gave when it ran before; a ratio that was another then is not repeatable. */
public final class Earlier {
  private final List<Result> results;

  private Earlier(List<Result> results) {
    this.results = results;
  }

  /** Never ran. */
  public static Earlier none() {
    return new Earlier(List.of());
  }

  /**
   * The results that {@link Report#write} has left in a directory. Those of another machine or Java
   * say nothing about this one.
   *
   * @throws IOException what is there cannot be read, or is not of this form
   */
  public static Earlier of(Path directory, String bench, Machine machine) throws IOException {
    Path file = directory.resolve(Report.data(bench));
    if (!Files.exists(file)) {
      return none();
    }
    Report.Run run = Json.mapper().readValue(file.toFile(), Report.Run.class);
    return machine.equals(run.machine()) ? new Earlier(run.results()) : none();
  }

  /** The ratio of then, where it differs by more than {@link Result#AGREEMENT} from that of now. */
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
