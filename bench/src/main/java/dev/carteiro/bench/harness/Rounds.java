// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures the contenders of a contest in turn: A B C, A B C, …, each for the same time. */
public final class Rounds {
  private final int rounds;
  private final Duration warmUp;
  private final Duration time;
  private final PrintWriter progress;

  /**
   * @param rounds how often each is measured
   * @param warmUp time of a measurement of each that is thrown away
   * @param time of one measurement
   * @param progress where it says what it is doing
   */
  public Rounds(int rounds, Duration warmUp, Duration time, PrintWriter progress) {
    this.rounds = rounds;
    this.warmUp = warmUp;
    this.time = time;
    this.progress = progress;
  }

  public Result run(Contest contest) {
    Map<Contender, String> skipped = new HashMap<>();
    Map<Contender, List<Sample>> samples = new HashMap<>();
    try {
      for (Contender contender : contest.contenders()) {
        samples.put(contender, new ArrayList<>());
        prepare(contest, contender, skipped);
      }
      for (int round = 1; round <= rounds; round++) {
        for (Contender contender : contest.contenders()) {
          if (!skipped.containsKey(contender)) {
            say("%s %s: round %d of %d, %s", contest, round, rounds, contender.name());
            samples.get(contender).add(contender.measure(time));
          }
        }
      }
    } finally {
      contest.contenders().forEach(Contender::close);
    }
    List<Result.Row> rows =
        contest.contenders().stream()
            .map(
                contender ->
                    new Result.Row(
                        contender.name(),
                        contender.kind(),
                        skipped.get(contender),
                        List.copyOf(samples.get(contender))))
            .toList();
    return new Result(contest.bench(), contest.name(), contest.unit(), contest.deciding(), rows);
  }

  private void prepare(Contest contest, Contender contender, Map<Contender, String> skipped) {
    say("%s %s: starting %s", contest, contender.name());
    try {
      contender.start();
      if (!warmUp.isZero()) {
        contender.measure(warmUp);
      }
    } catch (Unavailable e) {
      skipped.put(contender, e.getMessage());
      say("%s %s: without %s: %s", contest, contender.name(), e.getMessage());
      contender.close();
    }
  }

  private void say(String format, Contest contest, Object... more) {
    Object[] all = new Object[more.length + 2];
    all[0] = contest.bench();
    all[1] = contest.name();
    System.arraycopy(more, 0, all, 2, more.length);
    progress.printf(format + "%n", all);
    progress.flush();
  }
}
