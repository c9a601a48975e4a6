// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.load.HttpRequestSource;
import dev.carteiro.bench.load.NumberedRequestSource;
import dev.carteiro.bench.load.WebhookBodyFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The benchmark {@code bridge}: webhooks that are acknowledged durably, with up to 22 contenders in
 * 4 contests.
 */
public final class BridgeBenchmarkSuite implements BenchmarkSuite {
  private static final String PATH = "/webhooks/evolution";
  private static final int KILOBYTE = 1024;

  /** First message number of the mix; the texts begin at 0, so no id is used twice. */
  private static final long FIRST_OF_MIX = 1_000_000_000_000L;

  @Override
  public String name() {
    return "bridge";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 150 : 470);
  }

  @Override
  public MeasurementPlan plan(boolean quick) {
    return quick ? MeasurementPlan.ofSeconds(2, 1, 2) : MeasurementPlan.ofSeconds(3, 2, 4);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    HttpRequestSource texts =
        new NumberedRequestSource(PATH, WebhookBodyFactory.texts(KILOBYTE), 0);
    WebhookBodyFactory.WebhookBodyMix mix =
        WebhookBodyFactory.mix(
            Optional.ofNullable(System.getenv(WebhookBodyFactory.CAPTURES)).map(Path::of));
    HttpRequestSource mixed = new NumberedRequestSource(PATH, mix.bodies(), FIRST_OF_MIX);
    WebServerSubjectFactory all =
        new WebServerSubjectFactory(context, texts, Duration.ofSeconds(context.quick() ? 13 : 60));
    WebServerSubject ours = all.bridge();
    WebServerSubject bare = all.bareJavalin();
    WebServerSubject jetty = all.jettyProducer();
    WebServerSubject plain = all.kafkaJs();
    WebServerSubject batched = all.kafkaJsBatched();
    WebServerSubject bullMq = all.expressBullMq();
    WebServerSubject celery = all.djangoCelery();
    List<BenchmarkContest> contests = new ArrayList<>();
    contests.add(
        contest(
            "64 connections, 1 KB",
            new WebServerContender.HttpLoadProfile(64, 0),
            texts,
            context.quick()
                ? List.of(ours, bare, jetty, batched, bullMq, celery)
                : List.of(ours, bare, jetty, plain, batched, bullMq, celery)));
    if (!context.quick()) {
      contests.add(
          contest(
              "256 connections, 1 KB",
              new WebServerContender.HttpLoadProfile(256, 0),
              texts,
              List.of(ours, bare, jetty, batched, bullMq)));
    }
    contests.add(
        contest(
            "1,000 per second, 1 KB",
            new WebServerContender.HttpLoadProfile(64, 1_000),
            texts,
            List.of(ours, bare, jetty, batched, bullMq)));
    if (!context.quick()) {
      contests.add(
          contest(
              "64 connections, " + mix.origin(),
              new WebServerContender.HttpLoadProfile(64, 0),
              mixed,
              List.of(ours, bare, jetty, batched)));
    }
    return contests;
  }

  private static BenchmarkContest contest(
      String name,
      WebServerContender.HttpLoadProfile load,
      HttpRequestSource requests,
      List<WebServerSubject> subjects) {
    return new BenchmarkContest(
        "bridge",
        name,
        "requests",
        load.perSecond() == 0 ? BenchmarkMetric.RATE : BenchmarkMetric.P99_MS,
        subjects.stream()
            .<BenchmarkContender>map(subject -> new WebServerContender(subject, load, requests))
            .toList());
  }
}
