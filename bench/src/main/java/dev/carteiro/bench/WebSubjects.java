// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender.Kind;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.limit.BareJavalin;
import dev.carteiro.bench.limit.JettyProducer;
import dev.carteiro.bench.load.Requests;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.Ports;
import dev.carteiro.bench.service.RoleProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the servers that accept webhooks. Those that write to Kafka share one broker, each with a
 * topic of its own; each that writes to Redis has a Redis server of its own.
 */
final class WebSubjects {
  /** Heap of every JVM that serves requests. */
  private static final String HEAP = "512m";

  private static final WebContender.Load WARM_UP_LOAD = new WebContender.Load(64, 0);

  private final BenchContext context;
  private final Requests warmUpRequests;
  private final Duration warmUp;
  private KafkaService kafka;

  WebSubjects(BenchContext context, Requests warmUpRequests, Duration warmUp) {
    this.context = context;
    this.warmUpRequests = warmUpRequests;
    this.warmUp = warmUp;
  }

  /** The bridge with its default settings. */
  WebSubject bridge() {
    return subject(
        "carteiro bridge",
        Kind.OURS,
        running -> {
          KafkaService broker = kafka();
          RoleProcess bridge =
              context.closeAfter(
                  RoleProcess.start(
                      "bridge",
                      Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
                      HEAP,
                      context.fresh("bridge.log")));
          BenchTopics.bound(broker.settings(), BenchTopics.WEBHOOKS);
          running.server(bridge.handle()).store(broker.handle()).serves(bridge.address());
        });
  }

  WebSubject bareJavalin() {
    return subject(
        "bare Javalin",
        Kind.LIMIT,
        running -> {
          int port = Ports.anyFree();
          serve(running, port, java(BareJavalin.class, Integer.toString(port)));
        });
  }

  WebSubject jettyProducer() {
    return subject(
        "Jetty + producer",
        Kind.LIMIT,
        running -> {
          KafkaService broker = kafka();
          BenchTopics.create(broker.settings(), "jetty-producer");
          int port = Ports.anyFree();
          serve(
              running.store(broker.handle()),
              port,
              java(
                  JettyProducer.class,
                  Integer.toString(port),
                  broker.bootstrapServers(),
                  "jetty-producer"));
        });
  }

  /** One send for each request, as its documentation shows. */
  WebSubject kafkaJs() {
    return kafkaJs("node + KafkaJS", "kafkajs-plain", Map.of());
  }

  /** With batching in the server, because KafkaJS has none. */
  WebSubject kafkaJsBatched() {
    return kafkaJs("node + KafkaJS, batched", "kafkajs-batched", KAFKA_JS_BEST);
  }

  WebSubject expressBullMq() {
    return subject(
        "Express + BullMQ + Redis",
        Kind.PEER,
        running -> {
          Redis redis = redis(running);
          // Nothing reads the jobs, so Redis would fill up.
          running.afterEach(() -> redis.command("FLUSHALL"));
          serve(running, "express-bullmq", BULL_MQ_BEST, redis);
        });
  }

  WebSubject djangoCelery() {
    return subject(
        "Django + Celery + Redis",
        Kind.PEER,
        running -> {
          Redis redis = redis(running);
          running.afterEach(() -> redis.command("DEL celery"));
          serve(running, "django-celery", Map.of(), redis);
        });
  }

  static final Map<String, String> KAFKA_JS_BEST = Map.of("BATCH_MS", "5");
  private static final Map<String, String> BULL_MQ_BEST = Map.of();

  private WebSubject kafkaJs(String name, String topic, Map<String, String> settings) {
    return subject(
        name,
        Kind.PEER,
        running -> {
          KafkaService broker = kafka();
          BenchTopics.create(broker.settings(), topic);
          int port = Ports.anyFree();
          Map<String, String> environment = new HashMap<>(settings);
          environment.put("PORT", Integer.toString(port));
          environment.put("KAFKA", broker.bootstrapServers());
          environment.put("TOPIC", topic);
          serve(running.store(broker.handle()), port, peer("kafkajs", environment));
        });
  }

  private void serve(
      WebSubject.Running running, String peer, Map<String, String> settings, Redis redis)
      throws Unavailable {
    int port = Ports.anyFree();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PORT", Integer.toString(port));
    environment.put("REDIS_PORT", Integer.toString(redis.port()));
    serve(running, port, peer(peer, environment));
  }

  private void serve(WebSubject.Running running, int port, Program program) throws Unavailable {
    context.closeAfter(program);
    running.server(program.handle()).serves(Ports.local(port));
    program.awaitReady();
  }

  private Redis redis(WebSubject.Running running) throws Unavailable {
    Redis redis = context.closeAfter(Redis.start(context));
    running.store(redis.handle());
    return redis;
  }

  /** Returns the broker, started when first needed. */
  private KafkaService kafka() throws Unavailable {
    if (kafka == null) {
      kafka =
          context.closeAfter(
              KafkaService.start(context.fresh("kafka"), context.fresh("kafka.log")));
    }
    return kafka;
  }

  private Program java(Class<?> main, String... arguments) {
    return Program.java(
        context.fresh(main.getSimpleName() + ".log"),
        Map.of(),
        List.of("-Xmx" + HEAP),
        main,
        arguments);
  }

  private Program peer(String name, Map<String, String> environment) {
    Path directory = context.peer(name);
    return Program.start(
        context.fresh(name + ".log"),
        directory,
        environment,
        List.of(directory.resolve("start").toString()));
  }

  private WebSubject subject(String name, Kind kind, WebSubject.Start start) {
    return new WebSubject(name, kind, start, warmUpRequests, WARM_UP_LOAD, warmUp);
  }
}
