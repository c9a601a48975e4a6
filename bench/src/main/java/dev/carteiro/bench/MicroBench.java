// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.rules.HotRule;
import dev.carteiro.bench.rules.HotRules;
import dev.carteiro.bench.rules.RuleTimes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The benchmark {@code micro}: time and allocation of one execution of each hot rule, measured by
 * JMH. JMH measures all of them before the first result is shown. Not a part of "all", because it
 * compares with nothing.
 */
final class MicroBench implements Bench {

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 120 : 600);
  }

  /** The rounds are JMH's own iterations. */
  @Override
  public Plan plan(boolean quick) {
    return new Plan(quick ? 3 : 6, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    Times times = new Times(context.quick());
    return List.of(
        new Contest(
            name(),
            "hot rules",
            "executions",
            Metric.MICROS,
            HotRules.all().stream()
                .map(HotRule::name)
                .<Contender>map(name -> new Rule(name, times))
                .toList()));
  }

  private static final class Times {
    private final boolean quick;
    private Map<String, RuleTimes.Time> all;

    private Times(boolean quick) {
      this.quick = quick;
    }

    RuleTimes.Time of(String rule) {
      if (all == null) {
        all = RuleTimes.measure(quick);
      }
      return all.get(rule);
    }
  }

  private static final class Rule implements Contender {
    private final String name;
    private final Times times;
    private int round;

    private Rule(String name, Times times) {
      this.name = name;
      this.times = times;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Kind kind() {
      return Kind.OURS;
    }

    @Override
    public void start() {
      times.of(name);
    }

    @Override
    public Sample measure(Duration time) {
      RuleTimes.Time found = times.of(name);
      return new Sample.Builder()
          .put(Metric.MICROS, found.micros().get(round++ % found.micros().size()))
          .put(Metric.BYTES, found.bytes())
          .build();
    }

    @Override
    public void close() {
      // Nothing runs between measurements.
    }
  }
}
