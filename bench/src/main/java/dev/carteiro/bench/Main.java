// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Machine;
import dev.carteiro.bench.harness.Report;
import dev.carteiro.bench.harness.Result;
import dev.carteiro.bench.harness.Rounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: measures each part beside the machine's limit and beside its peers. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures each part beside the machine's limit and beside what one would otherwise use, in"
            + " turn in one run. Writes tables and plots into bench/results.")
public final class Main implements Callable<Integer> {
  private static final List<Bench> ALL = List.of();

  @Parameters(description = "bridge, topology, sink, timers, pacing, e2e, query, growth or all")
  private List<String> names = List.of("all");

  @Option(names = "--quick", description = "Shorter and fewer measurements.")
  private boolean quick;

  @Option(names = "--root", hidden = true, description = "The project's root.")
  private Path root = Path.of("").toAbsolutePath();

  public static void main(String... arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    List<Bench> chosen = chosen();
    Path work = Files.createTempDirectory("carteiro-bench");
    BenchContext context = new BenchContext(quick, work, root);
    Rounds rounds =
        quick
            ? new Rounds(3, Duration.ofSeconds(4), Duration.ofSeconds(4), out)
            : new Rounds(5, Duration.ofSeconds(10), Duration.ofSeconds(10), out);
    for (Bench bench : chosen) {
      List<Result> results = new ArrayList<>();
      for (Contest contest : bench.contests(context)) {
        Result result = rounds.run(contest);
        results.add(result);
        out.println();
        out.println(Report.text(result));
      }
      String command = "./carteiro bench " + bench.name() + (quick ? " --quick" : "");
      Report.write(
          root.resolve("bench/results"),
          new Report.Run(bench.name(), Instant.now(), command, Machine.here(), results));
    }
    return 0;
  }

  private List<Bench> chosen() {
    if (names.contains("all")) {
      return ALL;
    }
    return names.stream()
        .map(
            name ->
                ALL.stream()
                    .filter(bench -> bench.name().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new CommandLine.ParameterException(
                                new CommandLine(this), "there is no bench named " + name)))
        .toList();
  }
}
