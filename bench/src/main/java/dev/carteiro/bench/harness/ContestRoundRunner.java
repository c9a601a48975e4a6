// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Measures the contenders of a contest in turn: A B C, A B C, …, each for the same time. */
public final class ContestRoundRunner {
  private final MeasurementPlan plan;
  private final PrintWriter progress;
  private final BooleanSupplier late;

  /**
   * @param progress where it reports what it does
   * @param late whether its time is up: rounds after the first are then left out, and the rows say
   *     so
   */
  public ContestRoundRunner(MeasurementPlan plan, PrintWriter progress, BooleanSupplier late) {
    this.plan = plan;
    this.progress = progress;
    this.late = late;
  }

  /**
   * Measures all contenders. One that is not available, or that fails, is left out from then on;
   * its row says why.
   */
  public ContestResult run(BenchmarkContest contest) {
    Map<BenchmarkContender, String> out = new HashMap<>();
    Map<BenchmarkContender, List<MeasurementSample>> samples = new HashMap<>();
    try {
      for (BenchmarkContender contender : contest.contenders()) {
        samples.put(contender, new ArrayList<>());
        prepare(contest, contender, out);
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        if (round > 1 && late.getAsBoolean()) {
          endEarly(contest, round - 1, samples.values());
          break;
        }
        for (BenchmarkContender contender : contest.contenders()) {
          if (!out.containsKey(contender)) {
            say(contest, "round %d of %d, %s".formatted(round, plan.rounds(), contender.name()));
            measure(contest, contender, samples.get(contender), out);
          }
        }
      }
    } finally {
      contest.contenders().forEach(BenchmarkContender::close);
    }
    List<ContestResult.ContenderResult> rows =
        contest.contenders().stream()
            .map(
                contender ->
                    new ContestResult.ContenderResult(
                        contender.name(),
                        contender.kind(),
                        out.get(contender),
                        List.copyOf(samples.get(contender))))
            .toList();
    return new ContestResult(
        contest.bench(), contest.name(), contest.unit(), contest.deciding(), contest.curve(), rows);
  }

  private void prepare(
      BenchmarkContest contest, BenchmarkContender contender, Map<BenchmarkContender, String> out) {
    say(contest, "starting " + contender.name());
    try {
      contender.start();
      if (!plan.warmUp().isZero()) {
        contender.measure(plan.warmUp());
      }
    } catch (ContenderUnavailableException e) {
      leaveOut(contest, contender, out, e.getMessage());
    } catch (RuntimeException e) {
      leaveOut(contest, contender, out, "failed: " + e);
    }
  }

  private void measure(
      BenchmarkContest contest,
      BenchmarkContender contender,
      List<MeasurementSample> samples,
      Map<BenchmarkContender, String> out) {
    try {
      samples.add(contender.measure(plan.time()));
    } catch (RuntimeException e) {
      // A failure must not discard an hour of the others' results.
      leaveOut(contest, contender, out, "failed: " + e);
    }
  }

  private void endEarly(
      BenchmarkContest contest, int rounds, Collection<List<MeasurementSample>> samples) {
    String what = "%d of %d rounds, the time was up".formatted(rounds, plan.rounds());
    say(contest, what);
    for (List<MeasurementSample> each : samples) {
      if (!each.isEmpty()) {
        each.set(each.size() - 1, each.get(each.size() - 1).remarking(what));
      }
    }
  }

  private void leaveOut(
      BenchmarkContest contest,
      BenchmarkContender contender,
      Map<BenchmarkContender, String> out,
      String reason) {
    out.put(contender, reason);
    say(contest, "without " + contender.name() + ": " + reason);
    contender.close();
  }

  private void say(BenchmarkContest contest, String what) {
    progress.println(contest.bench() + ", " + contest.name() + ": " + what);
    progress.flush();
  }
}
