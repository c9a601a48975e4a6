// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import dev.carteiro.bench.load.Bodies;
import dev.carteiro.bench.load.Requests;
import dev.carteiro.bench.load.Webhooks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The benchmark {@code bridge}: webhooks that are acknowledged durably, with up to 22 contenders in
 * 4 contests.
 */
final class BridgeBench implements Bench {
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
  public Plan plan(boolean quick) {
    return quick ? Plan.ofSeconds(2, 1, 2) : Plan.ofSeconds(3, 2, 4);
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    Requests texts = new Bodies(PATH, Webhooks.texts(KILOBYTE), 0);
    Webhooks.Mix mix =
        Webhooks.mix(Optional.ofNullable(System.getenv(Webhooks.CAPTURES)).map(Path::of));
    Requests mixed = new Bodies(PATH, mix.bodies(), FIRST_OF_MIX);
    WebSubjects all =
        new WebSubjects(context, texts, Duration.ofSeconds(context.quick() ? 13 : 60));
    WebSubject ours = all.bridge();
    WebSubject bare = all.bareJavalin();
    WebSubject jetty = all.jettyProducer();
    WebSubject plain = all.kafkaJs();
    WebSubject batched = all.kafkaJsBatched();
    WebSubject bullMq = all.expressBullMq();
    WebSubject celery = all.djangoCelery();
    List<Contest> contests = new ArrayList<>();
    contests.add(
        contest(
            "64 connections, 1 KB",
            new WebContender.Load(64, 0),
            texts,
            context.quick()
                ? List.of(ours, bare, jetty, batched, bullMq, celery)
                : List.of(ours, bare, jetty, plain, batched, bullMq, celery)));
    if (!context.quick()) {
      contests.add(
          contest(
              "256 connections, 1 KB",
              new WebContender.Load(256, 0),
              texts,
              List.of(ours, bare, jetty, batched, bullMq)));
    }
    contests.add(
        contest(
            "1,000 per second, 1 KB",
            new WebContender.Load(64, 1_000),
            texts,
            List.of(ours, bare, jetty, batched, bullMq)));
    if (!context.quick()) {
      contests.add(
          contest(
              "64 connections, " + mix.origin(),
              new WebContender.Load(64, 0),
              mixed,
              List.of(ours, bare, jetty, batched)));
    }
    return contests;
  }

  private static Contest contest(
      String name, WebContender.Load load, Requests requests, List<WebSubject> subjects) {
    return new Contest(
        "bridge",
        name,
        "requests",
        load.perSecond() == 0 ? Metric.RATE : Metric.P99_MS,
        subjects.stream()
            .<Contender>map(subject -> new WebContender(subject, load, requests))
            .toList());
  }
}
