// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender.Kind;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.limit.CopyConsumer;
import dev.carteiro.bench.load.Requests;
import dev.carteiro.bench.service.Bindings;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.Ports;
import dev.carteiro.bench.service.PostgresService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.contract.Topic;
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
final class Pipelines {
  private static final String HEAP = "512m";
  private static final String NODE_TOPIC = "node-messages";

  /** Slow enough for every pipeline, so that no backlog is left when the measurement starts. */
  private static final WebContender.Load WARM_UP_LOAD = new WebContender.Load(16, 800);

  private final BenchContext context;
  private final Requests warmUpRequests;
  private final Duration warmUp;
  private PostgresService postgres;
  private KafkaService ownKafka;
  private KafkaService othersKafka;
  private RoleProcess othersBridge;

  Pipelines(BenchContext context, Requests warmUpRequests, Duration warmUp) {
    this.context = context;
    this.warmUpRequests = warmUpRequests;
    this.warmUp = warmUp;
  }

  /** Bridge, topology and sink with default settings, a process each. */
  WebSubject carteiro() {
    return subject("carteiro", Kind.OURS, this::startCarteiro);
  }

  Way.Known carteiroWay() {
    return () ->
        new Way(
            ownKafka.settings(),
            Topic.MESSAGE.topicName(),
            postgres::connect,
            "SELECT partition, next_offset FROM sink_offset WHERE topic = '%s'"
                .formatted(Topic.MESSAGE.topicName()));
  }

  /** The bridge alone: nothing reads its topic. */
  WebSubject bridgeAlone() {
    return subject("bridge, raw topic", Kind.LIMIT, this::startOthersBridge);
  }

  /** The bridge, and a consumer that copies its topic into PostgreSQL. */
  WebSubject copy() {
    return subject(
        "bridge, straight to COPY",
        Kind.LIMIT,
        running -> {
          startOthersBridge(running);
          Program copy =
              context.closeAfter(
                  Program.java(
                      context.fresh("copy.log"),
                      postgresEnvironment(),
                      List.of("-Xmx" + HEAP),
                      CopyConsumer.class,
                      othersKafka().bootstrapServers(),
                      Topic.WEBHOOK.topicName(),
                      postgres().database().url(),
                      postgres().database().user()));
          running.server(copy.handle()).store(postgres().handle());
          copy.awaitReady();
        });
  }

  Way.Known rawWay() {
    return () ->
        new Way(
            othersKafka.settings(),
            Topic.WEBHOOK.topicName(),
            postgres::connect,
            "SELECT partition, next_offset FROM " + CopyConsumer.OFFSETS);
  }

  /** Node's http server and KafkaJS, batched, and a KafkaJS consumer that writes rows. */
  WebSubject node() {
    return subject("node + KafkaJS", Kind.PEER, this::startNode);
  }

  Way.Known nodeWay() {
    return () ->
        new Way(
            othersKafka.settings(),
            NODE_TOPIC,
            postgres::connect,
            "SELECT partition, next_offset FROM node_offset");
  }

  /** Django, which writes the row before it responds. */
  WebSubject django() {
    return subject(
        "Django, row in the request",
        Kind.PEER,
        running -> {
          int port = Ports.anyFree();
          Map<String, String> environment = postgresEnvironment();
          environment.put("PORT", Integer.toString(port));
          Program django = peer("django-rows", "start", environment);
          running.server(django.handle()).store(postgres().handle()).serves(Ports.local(port));
          django.awaitReady();
        });
  }

  private void startCarteiro(WebSubject.Running running) throws Unavailable {
    ownKafka = kafka("own-kafka");
    Map<String, String> environment = new HashMap<>(postgresRoleEnvironment());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", ownKafka.bootstrapServers());
    environment.put("BOOTSTRAP_ADMIN_KEY", Bindings.ADMIN_KEY);
    environment.put("TOPOLOGY_STATE_DIR", context.fresh("state").toString());
    RoleProcess bridge = role("bridge", environment);
    Bindings.make(bridge.address());
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
  private void startOthersBridge(WebSubject.Running running) throws Unavailable {
    if (othersBridge == null) {
      othersBridge =
          role("bridge", Map.of("KAFKA_BOOTSTRAP_SERVERS", othersKafka().bootstrapServers()));
    }
    running
        .server(othersBridge.handle())
        .store(othersKafka().handle())
        .serves(othersBridge.address());
  }

  private void startNode(WebSubject.Running running) throws Unavailable {
    BenchTopics.create(othersKafka().settings(), NODE_TOPIC);
    int port = Ports.anyFree();
    Map<String, String> environment = postgresEnvironment();
    environment.put("KAFKA", othersKafka().bootstrapServers());
    environment.put("TOPIC", NODE_TOPIC);
    environment.put("PORT", Integer.toString(port));
    environment.putAll(WebSubjects.KAFKA_JS_BEST);
    Program server = peer("kafkajs", "start", environment);
    server.awaitReady();
    Program consumer = peer("kafkajs", "start-consumer", environment);
    consumer.awaitReady();
    running
        .server(server.handle())
        .server(consumer.handle())
        .store(othersKafka().handle())
        .store(postgres().handle())
        .serves(Ports.local(port));
  }

  private RoleProcess role(String name, Map<String, String> environment) throws Unavailable {
    return context.closeAfter(
        RoleProcess.start(name, environment, HEAP, context.fresh(name + ".log")));
  }

  private Program peer(String name, String script, Map<String, String> environment) {
    Path directory = context.peer(name);
    return context.closeAfter(
        Program.start(
            context.fresh(name + "-" + script + ".log"),
            directory,
            environment,
            List.of(directory.resolve(script).toString())));
  }

  private KafkaService othersKafka() throws Unavailable {
    if (othersKafka == null) {
      othersKafka = kafka("others-kafka");
    }
    return othersKafka;
  }

  private KafkaService kafka(String name) throws Unavailable {
    return context.closeAfter(
        KafkaService.start(context.fresh(name), context.fresh(name + ".log")));
  }

  private PostgresService postgres() throws Unavailable {
    if (postgres == null) {
      postgres = context.closeAfter(PostgresService.start(context.fresh("postgres")));
    }
    return postgres;
  }

  /** Connection settings as the project's roles read them. */
  private Map<String, String> postgresRoleEnvironment() throws Unavailable {
    return Map.of(
        "DATABASE_URL", postgres().database().url(),
        "DATABASE_USER", postgres().database().user(),
        "DATABASE_PASSWORD", postgres().database().password().orElseThrow());
  }

  /** Connection settings as PostgreSQL's own clients read them. */
  private Map<String, String> postgresEnvironment() throws Unavailable {
    Map<String, String> environment = new HashMap<>();
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", Integer.toString(postgres().port()));
    environment.put("PGUSER", postgres().database().user());
    environment.put("PGPASSWORD", postgres().database().password().orElseThrow());
    environment.put("PGDATABASE", "carteiro");
    return environment;
  }

  private WebSubject subject(String name, Kind kind, WebSubject.Start start) {
    return new WebSubject(name, kind, start, warmUpRequests, WARM_UP_LOAD, warmUp);
  }
}
