// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMachine;
import dev.carteiro.bench.harness.BenchmarkReportWriter;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.ContestResult;
import dev.carteiro.bench.harness.ContestRoundRunner;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.PreviousRunResults;
import dev.carteiro.bench.rules.MicroBenchmarkSuite;
import dev.carteiro.bench.storage.QueryBenchmarkSuite;
import dev.carteiro.bench.storage.SinkBenchmarkSuite;
import dev.carteiro.bench.streams.GrowthBenchmarkSuite;
import dev.carteiro.bench.streams.PacingBenchmarkSuite;
import dev.carteiro.bench.streams.TimerBenchmarkSuite;
import dev.carteiro.bench.streams.TopologyBenchmarkSuite;
import dev.carteiro.bench.web.BridgeBenchmarkSuite;
import dev.carteiro.bench.web.EndToEndBenchmarkSuite;
import dev.carteiro.bench.web.SoakBenchmarkSuite;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command {@code bench}: measures each part of the project beside a limit of the machine and
 * beside peers.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures each part beside the machine's limit and beside what one would otherwise use, in"
            + " turn in one run. Writes tables and plots into bench/results, or with --quick into"
            + " bench/results/quick.")
public final class BenchmarkMain implements Callable<Integer> {
  /**
   * In the order in which "all" runs them; the empty comments make the formatter keep one on each
   * line.
   */
  static final List<BenchmarkSuite> ALL =
      List.of(
          new BridgeBenchmarkSuite(), //
          new EndToEndBenchmarkSuite(), //
          new TopologyBenchmarkSuite(), //
          new SinkBenchmarkSuite(), //
          TimerBenchmarkSuite.some(), //
          new PacingBenchmarkSuite(), //
          QueryBenchmarkSuite.closedLoop(), //
          new GrowthBenchmarkSuite() //
          );

  /** What "all" leaves out with {@code --quick}. */
  private static final Set<String> THOROUGH = Set.of("growth");

  /** What "all" always leaves out. */
  private static final List<BenchmarkSuite> ALONE =
      List.of(
          new MicroBenchmarkSuite(),
          TimerBenchmarkSuite.many(),
          QueryBenchmarkSuite.fixedRate(),
          new SoakBenchmarkSuite());

  @Parameters(
      description =
          "Some of bridge, topology, sink, timers, pacing, e2e, query, growth; micro, timers-5m,"
              + " query-paced, soak; or all.")
  private List<String> names = List.of("all");

  @Option(names = "--quick", description = "Shorter and fewer measurements; all leaves out growth.")
  private boolean quick;

  @Option(
      names = "--contest",
      paramLabel = "TEXT",
      description = "Only the contests whose name contains this; writes no results.")
  private String contest = "";

  @Option(
      names = "--smoke",
      description =
          "One second each: shows that all runs. Figures mean nothing; writes no results.")
  private boolean smoke;

  @Option(names = "--keep", description = "Leaves the logs and data of what was started.")
  private boolean keep;

  @Option(
      names = "--before",
      paramLabel = "DIR",
      description =
          "Another checkout of the project: topology measures its build beside this one, in the same"
              + " rounds.")
  private Path before;

  @Option(names = "--root", hidden = true, description = "The project's root.")
  private Path root = Path.of("").toAbsolutePath();

  public static void main(String... arguments) {
    System.exit(new CommandLine(new BenchmarkMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    // The harness's own Kafka clients log warnings only.
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    // New topics have no leader for a moment; the load generators count refused records.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.clients")).setLevel(Level.ERROR);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Instant begin = Instant.now();
    List<BenchmarkSuite> chosen = chosen();
    if (!smoke) {
      out.println("planned: " + plan(chosen, quick));
    }
    boolean whole = true;
    // The time that one benchmark saves is available to the next.
    Instant end = begin;
    for (BenchmarkSuite bench : chosen) {
      Instant beginOfOne = Instant.now();
      // A build beside this one takes as long again.
      end = end.plus(bench.budget(quick).multipliedBy(before == null ? 1 : 2));
      Path work = Files.createTempDirectory("carteiro-bench-");
      try (BenchmarkRunContext context =
          new BenchmarkRunContext(
              quick || smoke,
              smoke,
              work,
              root,
              Optional.ofNullable(before).map(Path::toAbsolutePath))) {
        whole &= run(bench, context, end, out);
      } finally {
        discard(work, out);
      }
      out.println(bench.name() + " took " + secondsSince(beginOfOne) + " s");
    }
    out.println("took " + secondsSince(begin) + " s");
    return whole ? 0 : 1;
  }

  /** Returns the benchmarks that "all" runs. */
  static List<BenchmarkSuite> all(boolean quick) {
    return ALL.stream().filter(bench -> !quick || !THOROUGH.contains(bench.name())).toList();
  }

  /** Returns the time budget of each benchmark and of all together, as text. */
  static String plan(List<BenchmarkSuite> benches, boolean quick) {
    return benches.stream()
            .map(bench -> bench.name() + " " + bench.budget(quick).toSeconds() + " s")
            .collect(Collectors.joining(", "))
        + "; together "
        + budget(benches, quick).toSeconds()
        + " s";
  }

  static Duration budget(List<BenchmarkSuite> benches, boolean quick) {
    return benches.stream().map(bench -> bench.budget(quick)).reduce(Duration.ZERO, Duration::plus);
  }

  private static long secondsSince(Instant begin) {
    return Duration.between(begin, Instant.now()).toSeconds();
  }

  /**
   * Runs a benchmark; returns whether everything of this project was measured (a peer may be
   * missing).
   */
  private boolean run(
      BenchmarkSuite bench, BenchmarkRunContext context, Instant end, PrintWriter out) {
    ContestRoundRunner rounds =
        new ContestRoundRunner(
            smoke ? MeasurementPlan.ofSeconds(1, 0, 1) : bench.plan(quick),
            out,
            () -> Instant.now().isAfter(end));
    BenchmarkMachine machine = BenchmarkMachine.here();
    PreviousRunResults earlier = earlier(bench, machine, out);
    List<ContestResult> results = new ArrayList<>();
    for (BenchmarkContest each : bench.contests(context)) {
      if (each.name().contains(contest)) {
        ContestResult result = rounds.run(each);
        results.add(result);
        out.println();
        out.println(BenchmarkReportWriter.text(result, earlier));
      }
    }
    if (!smoke && contest.isEmpty()) {
      write(bench, results, machine, earlier, out);
    }
    return results.stream()
        .flatMap(result -> result.rows().stream())
        .noneMatch(
            row -> row.kind() == BenchmarkContender.ContenderKind.OURS && row.skipped() != null);
  }

  private void write(
      BenchmarkSuite bench,
      List<ContestResult> results,
      BenchmarkMachine machine,
      PreviousRunResults earlier,
      PrintWriter out) {
    String command = "./carteiro bench " + bench.name() + (quick ? " --quick" : "");
    BenchmarkReportWriter.write(
        directory(),
        new BenchmarkReportWriter.BenchmarkRun(
            bench.name(), Instant.now(), command, machine, results),
        earlier);
    out.println("written to " + directory().resolve(bench.name() + ".md"));
  }

  private PreviousRunResults earlier(
      BenchmarkSuite bench, BenchmarkMachine machine, PrintWriter out) {
    if (smoke) {
      return PreviousRunResults.none();
    }
    try {
      return PreviousRunResults.of(directory(), bench.name(), machine);
    } catch (IOException e) {
      out.println("not compared with the run before, whose results cannot be read: " + e);
      return PreviousRunResults.none();
    }
  }

  /** Quick results have a directory of their own, so that they do not replace good ones. */
  private Path directory() {
    return root.resolve(quick ? "bench/results/quick" : "bench/results");
  }

  private void discard(Path work, PrintWriter out) {
    if (keep) {
      out.println("logs and data are in " + work);
    } else {
      DirectoryDeleter.delete(work);
    }
  }

  private List<BenchmarkSuite> chosen() {
    if (names.contains("all")) {
      return all(quick);
    }
    return names.stream().map(this::named).toList();
  }

  private BenchmarkSuite named(String name) {
    return Stream.concat(ALL.stream(), ALONE.stream())
        .filter(bench -> bench.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    new CommandLine(this), "there is no bench named " + name));
  }
}
