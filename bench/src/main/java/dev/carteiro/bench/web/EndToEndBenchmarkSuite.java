// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.load.NumberedRequestSource;
import dev.carteiro.bench.load.WebhookBodyFactory;
import dev.carteiro.bench.web.PipelineContender.ArrivalPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The benchmark {@code e2e}: latency from a webhook to its output topic, and to its committed row,
 * with up to 15 contenders in 4 contests.
 */
public final class EndToEndBenchmarkSuite implements BenchmarkSuite {
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
  public MeasurementPlan plan(boolean quick) {
    return quick ? MeasurementPlan.ofSeconds(2, 1, 2) : MeasurementPlan.ofSeconds(3, 2, 4);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    NumberedRequestSource bodies =
        new NumberedRequestSource(PATH, WebhookBodyFactory.texts(KILOBYTE), 0);
    PipelineSubjectFactory all =
        new PipelineSubjectFactory(context, bodies, Duration.ofSeconds(context.quick() ? 30 : 150));
    WebServerSubject ours = all.carteiro();
    WebServerSubject bridge = all.bridgeAlone();
    WebServerSubject copy = all.copy();
    WebServerSubject node = all.node();
    WebServerSubject django = all.django();
    List<BenchmarkContest> contests = new ArrayList<>();
    for (int rate : context.quick() ? QUICK : FULL) {
      contests.add(
          contest(
              "to the committed row",
              rate,
              new PipelineContender(ours, all.carteiroWay(), ArrivalPoint.ROW, rate, bodies),
              new PipelineContender(copy, all.rawWay(), ArrivalPoint.ROW, rate, bodies),
              new PipelineContender(node, all.nodeWay(), ArrivalPoint.ROW, rate, bodies),
              new PipelineContender(django, null, ArrivalPoint.ROW, rate, bodies)));
      if (rate == TO_THE_TOPIC && !context.quick()) {
        contests.add(
            contest(
                "to the topic",
                rate,
                new PipelineContender(ours, all.carteiroWay(), ArrivalPoint.TOPIC, rate, bodies),
                new PipelineContender(bridge, all.rawWay(), ArrivalPoint.TOPIC, rate, bodies),
                new PipelineContender(node, all.nodeWay(), ArrivalPoint.TOPIC, rate, bodies)));
      }
    }
    return contests;
  }

  private BenchmarkContest contest(String goal, int rate, PipelineContender... contenders) {
    return new BenchmarkContest(
        name(),
        String.format(Locale.ROOT, "%,d per second, %s", rate, goal),
        "requests",
        BenchmarkMetric.P99_MS,
        List.of(contenders));
  }
}
