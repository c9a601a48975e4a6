// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.limit.BareJavalinServer;
import dev.carteiro.bench.limit.JettyProducerServer;
import dev.carteiro.bench.load.HttpRequestSource;
import dev.carteiro.bench.service.BenchmarkTopicAdmin;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.RedisService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the servers that accept webhooks. Those that write to Kafka share one broker, each with a
 * topic of its own; each that writes to Redis has a Redis server of its own.
 */
final class WebServerSubjectFactory {
  /** Heap of every JVM that serves requests. */
  private static final String HEAP = "512m";

  private static final WebServerContender.HttpLoadProfile WARM_UP_LOAD =
      new WebServerContender.HttpLoadProfile(64, 0);

  private final BenchmarkRunContext context;
  private final HttpRequestSource warmUpRequests;
  private final Duration warmUp;
  private KafkaService kafka;

  WebServerSubjectFactory(
      BenchmarkRunContext context, HttpRequestSource warmUpRequests, Duration warmUp) {
    this.context = context;
    this.warmUpRequests = warmUpRequests;
    this.warmUp = warmUp;
  }

  /** The bridge with its default settings. */
  WebServerSubject bridge() {
    return subject(
        "carteiro bridge",
        ContenderKind.OURS,
        running -> {
          KafkaService broker = kafka();
          RoleProcess bridge =
              context.closeAfter(
                  RoleProcess.start(
                      "bridge",
                      Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
                      HEAP,
                      context.fresh("bridge.log")));
          BenchmarkTopicAdmin.bound(broker.settings(), BenchmarkTopicAdmin.WEBHOOKS);
          running.server(bridge.handle()).store(broker.handle()).serves(bridge.address());
        });
  }

  WebServerSubject bareJavalin() {
    return subject(
        "bare Javalin",
        ContenderKind.LIMIT,
        running -> {
          int port = LoopbackPorts.anyFree();
          serve(running, port, java(BareJavalinServer.class, Integer.toString(port)));
        });
  }

  WebServerSubject jettyProducer() {
    return subject(
        "Jetty + producer",
        ContenderKind.LIMIT,
        running -> {
          KafkaService broker = kafka();
          BenchmarkTopicAdmin.create(broker.settings(), "jetty-producer");
          int port = LoopbackPorts.anyFree();
          serve(
              running.store(broker.handle()),
              port,
              java(
                  JettyProducerServer.class,
                  Integer.toString(port),
                  broker.bootstrapServers(),
                  "jetty-producer"));
        });
  }

  /** One send for each request, as its documentation shows. */
  WebServerSubject kafkaJs() {
    return kafkaJs("node + KafkaJS", "kafkajs-plain", Map.of());
  }

  /** With batching in the server, because KafkaJS has none. */
  WebServerSubject kafkaJsBatched() {
    return kafkaJs("node + KafkaJS, batched", "kafkajs-batched", KAFKA_JS_BEST);
  }

  WebServerSubject expressBullMq() {
    return subject(
        "Express + BullMQ + Redis",
        ContenderKind.PEER,
        running -> {
          RedisService redis = redis(running);
          // Nothing reads the jobs, so Redis would fill up.
          running.afterEach(() -> redis.command("FLUSHALL"));
          serve(running, "express-bullmq", redis);
        });
  }

  WebServerSubject djangoCelery() {
    return subject(
        "Django + Celery + Redis",
        ContenderKind.PEER,
        running -> {
          RedisService redis = redis(running);
          running.afterEach(() -> redis.command("DEL celery"));
          serve(running, "django-celery", redis);
        });
  }

  static final Map<String, String> KAFKA_JS_BEST = Map.of("BATCH_MS", "5");

  private WebServerSubject kafkaJs(String name, String topic, Map<String, String> settings) {
    return subject(
        name,
        ContenderKind.PEER,
        running -> {
          KafkaService broker = kafka();
          BenchmarkTopicAdmin.create(broker.settings(), topic);
          int port = LoopbackPorts.anyFree();
          Map<String, String> environment = new HashMap<>(settings);
          environment.put("PORT", Integer.toString(port));
          environment.put("KAFKA", broker.bootstrapServers());
          environment.put("TOPIC", topic);
          serve(running.store(broker.handle()), port, peer("kafkajs", environment));
        });
  }

  private void serve(
      WebServerSubject.RunningSubjectProcesses running, String peer, RedisService redis)
      throws ContenderUnavailableException {
    int port = LoopbackPorts.anyFree();
    serve(
        running,
        port,
        peer(
            peer,
            Map.of("PORT", Integer.toString(port), "REDIS_PORT", Integer.toString(redis.port()))));
  }

  private void serve(
      WebServerSubject.RunningSubjectProcesses running, int port, BenchmarkProgram program)
      throws ContenderUnavailableException {
    context.closeAfter(program);
    running.server(program.handle()).serves(LoopbackPorts.address(port));
    program.awaitReady();
  }

  private RedisService redis(WebServerSubject.RunningSubjectProcesses running)
      throws ContenderUnavailableException {
    RedisService redis = context.closeAfter(RedisService.start(context));
    running.store(redis.handle());
    return redis;
  }

  /** Returns the broker, started when first needed. */
  private KafkaService kafka() throws ContenderUnavailableException {
    if (kafka == null) {
      kafka =
          context.closeAfter(
              KafkaService.start(context.fresh("kafka"), context.fresh("kafka.log")));
    }
    return kafka;
  }

  private BenchmarkProgram java(Class<?> main, String... arguments) {
    return BenchmarkProgram.java(
        context.fresh(main.getSimpleName() + ".log"),
        Map.of(),
        List.of("-Xmx" + HEAP),
        main,
        arguments);
  }

  private BenchmarkProgram peer(String name, Map<String, String> environment) {
    Path directory = context.peer(name);
    return BenchmarkProgram.start(
        context.fresh(name + ".log"),
        directory,
        environment,
        List.of(directory.resolve("start").toString()));
  }

  private WebServerSubject subject(
      String name, ContenderKind kind, WebServerSubject.SubjectStarter start) {
    return new WebServerSubject(name, kind, start, warmUpRequests, WARM_UP_LOAD, warmUp);
  }
}
