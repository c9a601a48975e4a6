// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.limit.DirectCopyConsumer;
import dev.carteiro.bench.load.HttpRequestSource;
import dev.carteiro.bench.service.BenchmarkInstanceBinder;
import dev.carteiro.bench.service.BenchmarkTopicAdmin;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.PostgresService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the pipelines that write webhooks into PostgreSQL. The project's own has a broker of its
 * own; the others share a second broker, which no topology reads from. All share one PostgreSQL
 * server, with tables of their own.
 */
final class PipelineSubjectFactory {
  private static final String HEAP = "512m";
  private static final String NODE_TOPIC = "node-messages";

  /** Slow enough for every pipeline, so that no backlog is left when the measurement starts. */
  private static final WebServerContender.HttpLoadProfile WARM_UP_LOAD =
      new WebServerContender.HttpLoadProfile(16, 800);

  private final BenchmarkRunContext context;
  private final HttpRequestSource warmUpRequests;
  private final Duration warmUp;
  private PostgresService postgres;
  private KafkaService ownKafka;
  private KafkaService othersKafka;
  private RoleProcess othersBridge;

  PipelineSubjectFactory(
      BenchmarkRunContext context, HttpRequestSource warmUpRequests, Duration warmUp) {
    this.context = context;
    this.warmUpRequests = warmUpRequests;
    this.warmUp = warmUp;
  }

  /** Bridge, topology and sink with default settings, a process each. */
  WebServerSubject carteiro() {
    return subject("carteiro", ContenderKind.OURS, this::startCarteiro);
  }

  PipelineObservationPoint.ObservationPointSupplier carteiroWay() {
    return () ->
        new PipelineObservationPoint(
            ownKafka.settings(),
            Topic.MESSAGE.topicName(),
            postgres::connect,
            "SELECT partition, next_offset FROM sink_offset WHERE topic = '%s'"
                .formatted(Topic.MESSAGE.topicName()));
  }

  /** The bridge alone: nothing reads its topic. */
  WebServerSubject bridgeAlone() {
    return subject("bridge, raw topic", ContenderKind.LIMIT, this::startOthersBridge);
  }

  /** The bridge, and a consumer that copies its topic into PostgreSQL. */
  WebServerSubject copy() {
    return subject(
        "bridge, straight to COPY",
        ContenderKind.LIMIT,
        running -> {
          startOthersBridge(running);
          BenchmarkProgram copy =
              context.closeAfter(
                  BenchmarkProgram.java(
                      context.fresh("copy.log"),
                      postgresEnvironment(),
                      List.of("-Xmx" + HEAP),
                      DirectCopyConsumer.class,
                      othersKafka().bootstrapServers(),
                      Topic.WEBHOOK.topicName(),
                      postgres().database().url(),
                      postgres().database().user()));
          running.server(copy.handle()).store(postgres().handle());
          copy.awaitReady();
        });
  }

  PipelineObservationPoint.ObservationPointSupplier rawWay() {
    return () ->
        new PipelineObservationPoint(
            othersKafka.settings(),
            Topic.WEBHOOK.topicName(),
            postgres::connect,
            "SELECT partition, next_offset FROM " + DirectCopyConsumer.OFFSETS);
  }

  /** Node's http server and KafkaJS, batched, and a KafkaJS consumer that writes rows. */
  WebServerSubject node() {
    return subject("node + KafkaJS", ContenderKind.PEER, this::startNode);
  }

  PipelineObservationPoint.ObservationPointSupplier nodeWay() {
    return () ->
        new PipelineObservationPoint(
            othersKafka.settings(),
            NODE_TOPIC,
            postgres::connect,
            "SELECT partition, next_offset FROM node_offset");
  }

  /** Django, which writes the row before it responds. */
  WebServerSubject django() {
    return subject(
        "Django, row in the request",
        ContenderKind.PEER,
        running -> {
          int port = LoopbackPorts.anyFree();
          Map<String, String> environment = postgresEnvironment();
          environment.put("PORT", Integer.toString(port));
          BenchmarkProgram django = peer("django-rows", "start", environment);
          running
              .server(django.handle())
              .store(postgres().handle())
              .serves(LoopbackPorts.address(port));
          django.awaitReady();
        });
  }

  private void startCarteiro(WebServerSubject.RunningSubjectProcesses running)
      throws ContenderUnavailableException {
    ownKafka = kafka("own-kafka");
    Map<String, String> environment = new HashMap<>(postgresRoleEnvironment());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", ownKafka.bootstrapServers());
    environment.put("BOOTSTRAP_ADMIN_KEY", BenchmarkInstanceBinder.ADMIN_KEY);
    environment.put("TOPOLOGY_STATE_DIR", context.fresh("state").toString());
    RoleProcess bridge = role("bridge", environment);
    BenchmarkInstanceBinder.make(bridge.address());
    RoleProcess topology = role("topology", environment);
    RoleProcess sink = role("sink", environment);
    running
        .server(bridge.handle())
        .server(topology.handle())
        .server(sink.handle())
        .store(ownKafka.handle())
        .store(postgres().handle())
        .serves(bridge.address());
  }

  /** Starts one bridge for all pipelines that read its topic, because they are measured in turn. */
  private void startOthersBridge(WebServerSubject.RunningSubjectProcesses running)
      throws ContenderUnavailableException {
    if (othersBridge == null) {
      othersBridge =
          role("bridge", Map.of("KAFKA_BOOTSTRAP_SERVERS", othersKafka().bootstrapServers()));
    }
    running
        .server(othersBridge.handle())
        .store(othersKafka().handle())
        .serves(othersBridge.address());
  }

  private void startNode(WebServerSubject.RunningSubjectProcesses running)
      throws ContenderUnavailableException {
    BenchmarkTopicAdmin.create(othersKafka().settings(), NODE_TOPIC);
    int port = LoopbackPorts.anyFree();
    Map<String, String> environment = postgresEnvironment();
    environment.put("KAFKA", othersKafka().bootstrapServers());
    environment.put("TOPIC", NODE_TOPIC);
    environment.put("PORT", Integer.toString(port));
    environment.putAll(WebServerSubjectFactory.KAFKA_JS_BEST);
    BenchmarkProgram server = peer("kafkajs", "start", environment);
    server.awaitReady();
    BenchmarkProgram consumer = peer("kafkajs", "start-consumer", environment);
    consumer.awaitReady();
    running
        .server(server.handle())
        .server(consumer.handle())
        .store(othersKafka().handle())
        .store(postgres().handle())
        .serves(LoopbackPorts.address(port));
  }

  private RoleProcess role(String name, Map<String, String> environment)
      throws ContenderUnavailableException {
    return context.closeAfter(
        RoleProcess.start(name, environment, HEAP, context.fresh(name + ".log")));
  }

  private BenchmarkProgram peer(String name, String script, Map<String, String> environment) {
    Path directory = context.peer(name);
    return context.closeAfter(
        BenchmarkProgram.start(
            context.fresh(name + "-" + script + ".log"),
            directory,
            environment,
            List.of(directory.resolve(script).toString())));
  }

  private KafkaService othersKafka() throws ContenderUnavailableException {
    if (othersKafka == null) {
      othersKafka = kafka("others-kafka");
    }
    return othersKafka;
  }

  private KafkaService kafka(String name) throws ContenderUnavailableException {
    return context.closeAfter(
        KafkaService.start(context.fresh(name), context.fresh(name + ".log")));
  }

  private PostgresService postgres() throws ContenderUnavailableException {
    if (postgres == null) {
      postgres = context.closeAfter(PostgresService.start(context.fresh("postgres")));
    }
    return postgres;
  }

  /** Connection settings as the project's roles read them. */
  private Map<String, String> postgresRoleEnvironment() throws ContenderUnavailableException {
    return Map.of(
        "DATABASE_URL", postgres().database().url(),
        "DATABASE_USER", postgres().database().user(),
        "DATABASE_PASSWORD", postgres().database().password().orElseThrow());
  }

  /** Connection settings as PostgreSQL's own clients read them. */
  private Map<String, String> postgresEnvironment() throws ContenderUnavailableException {
    Map<String, String> environment = new HashMap<>();
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", Integer.toString(postgres().port()));
    environment.put("PGUSER", postgres().database().user());
    environment.put("PGPASSWORD", postgres().database().password().orElseThrow());
    environment.put("PGDATABASE", "carteiro");
    return environment;
  }

  private WebServerSubject subject(
      String name, ContenderKind kind, WebServerSubject.SubjectStarter start) {
    return new WebServerSubject(name, kind, start, warmUpRequests, WARM_UP_LOAD, warmUp);
  }
}
