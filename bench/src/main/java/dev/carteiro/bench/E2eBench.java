// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.PipelineContender.Goal;
import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import dev.carteiro.bench.load.Bodies;
import dev.carteiro.bench.load.Webhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The benchmark {@code e2e}: latency from a webhook to its output topic, and to its committed row,
 * with up to 15 contenders in 4 contests.
 */
final class E2eBench implements Bench {
  private static final String PATH = "/webhooks/evolution";
  private static final int KILOBYTE = 1024;
  private static final List<Integer> QUICK = List.of(1_000);
  private static final List<Integer> FULL = List.of(100, 1_000, 5_000);
  private static final int TO_THE_TOPIC = 1_000;

  @Override
  public String name() {
    return "e2e";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 130 : 400);
  }

  @Override
  public Plan plan(boolean quick) {
    return quick ? Plan.ofSeconds(2, 1, 2) : Plan.ofSeconds(3, 2, 4);
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    Bodies bodies = new Bodies(PATH, Webhooks.texts(KILOBYTE), 0);
    Pipelines all = new Pipelines(context, bodies, Duration.ofSeconds(context.quick() ? 30 : 150));
    WebSubject ours = all.carteiro();
    WebSubject bridge = all.bridgeAlone();
    WebSubject copy = all.copy();
    WebSubject node = all.node();
    WebSubject django = all.django();
    List<Contest> contests = new ArrayList<>();
    for (int rate : context.quick() ? QUICK : FULL) {
      contests.add(
          contest(
              "to the committed row",
              rate,
              new PipelineContender(ours, all.carteiroWay(), Goal.ROW, rate, bodies),
              new PipelineContender(copy, all.rawWay(), Goal.ROW, rate, bodies),
              new PipelineContender(node, all.nodeWay(), Goal.ROW, rate, bodies),
              new PipelineContender(django, null, Goal.ROW, rate, bodies)));
      if (rate == TO_THE_TOPIC && !context.quick()) {
        contests.add(
            contest(
                "to the topic",
                rate,
                new PipelineContender(ours, all.carteiroWay(), Goal.TOPIC, rate, bodies),
                new PipelineContender(bridge, all.rawWay(), Goal.TOPIC, rate, bodies),
                new PipelineContender(node, all.nodeWay(), Goal.TOPIC, rate, bodies)));
      }
    }
    return contests;
  }

  private Contest contest(String goal, int rate, PipelineContender... contenders) {
    return new Contest(
        name(),
        String.format(Locale.ROOT, "%,d per second, %s", rate, goal),
        "requests",
        Metric.P99_MS,
        List.of(contenders));
  }
}
