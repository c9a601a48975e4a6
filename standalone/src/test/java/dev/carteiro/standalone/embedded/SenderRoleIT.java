// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.CarteiroCommandLine;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.sender.SenderRole;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.standalone.SendTopicsClient;
import dev.carteiro.standalone.StubEvolutionServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The sender between a real Kafka and an HTTP server in Evolution's place. */
class SenderRoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InstanceKey ACME = InstanceKey.of("acme");
  @TempDir private static Path directory;
  private static EmbeddedKafkaBroker.EmbeddedKafkaSettings kafkaSettings;
  private static EmbeddedKafkaBroker kafka;
  private static int tests;

  private final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  private StubEvolutionServer evolution;
  private SendTopicsClient topics;

  @BeforeAll
  static void startKafka() {
    kafkaSettings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    kafka = EmbeddedKafkaBroker.start(kafkaSettings);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void start() {
    evolution =
        new StubEvolutionServer(request -> StubEvolutionServer.StubReply.accepted("3EB0ACCEPTED"));
    topics = SendTopicsClient.fresh(kafkaSettings.bootstrapServers());
    topics.bind(ACME, "t1", "main", evolution.url());
    tests++;
  }

  @AfterEach
  void stop() {
    topics.close();
    evolution.close();
    metrics.close();
  }

  @Test
  void aDispatchIsClaimedThenCalledOnceThenAnswered() {
    // Given
    try (SenderRole sender = sender(Map.of())) {
      sender.start();

      // When
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());

      // Then
      List<SendResult> results = topics.awaitResults(2);
      assertThat(results)
          .extracting(SendResult::kind)
          .containsExactly(SendResultKind.STARTED, SendResultKind.ACCEPTED);
      assertThat(results.get(1).messageId()).isEqualTo("3EB0ACCEPTED");
      assertThat(results.get(1).server()).isEqualTo(evolution.url());
      assertThat(evolution.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.path()).isEqualTo("/message/sendText/acme");
                assertThat(request.apikey()).isEqualTo("key-1");
                assertThat(request.body())
                    .isEqualTo("{\"number\":\"5521988887777\",\"text\":\"text of d1\"}");
              });
    }
  }

  @Test
  void theClaimIsVisibleBeforeEvolutionIsAsked() {
    // Given
    try (SenderRole sender = sender(Map.of())) {
      CountDownLatch gate = evolution.closeGate();
      evolution.answer(
          request ->
              StubEvolutionServer.StubReply.accepted(
                  topics.results().stream()
                      .map(r -> r.kind().name())
                      .collect(Collectors.joining())));
      sender.start();
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() == 1);

      // When
      topics.awaitResults(1);
      gate.countDown();

      // Then
      assertThat(topics.awaitResults(2).get(1).messageId()).isEqualTo("STARTED");
    }
  }

  @Test
  void whatMayNotBeSentIsHandedBackWithoutACall() {
    // Given
    InstanceKey moved = InstanceKey.of("moved");
    InstanceKey unbound = InstanceKey.of("unbound");
    InstanceKey keyless = InstanceKey.of("keyless");
    topics.bind(moved, "t2", "main", evolution.url());
    topics.bind(keyless, "t1", "absent", evolution.url());
    try (SenderRole sender = sender(Map.of())) {
      sender.start();

      // When
      topics.dispatch(
          DispatchAction.SEND, "late", ACME, "t1", Lane.HIGH, Instant.now().minusSeconds(1));
      topics.dispatch(DispatchAction.SEND, "moved", moved, "t1", Lane.HIGH, inAMinute());
      topics.dispatch(DispatchAction.SEND, "unbound", unbound, "t1", Lane.HIGH, inAMinute());
      topics.dispatch(DispatchAction.SEND, "keyless", keyless, "t1", Lane.HIGH, inAMinute());

      // Then
      Map<String, String> said =
          topics.awaitResults(7).stream()
              .filter(result -> result.kind() != SendResultKind.STARTED)
              .collect(Collectors.toMap(SendResult::dispatchId, r -> r.kind() + " " + r.code()));
      assertThat(said)
          .containsOnly(
              Map.entry("late", "EXPIRED EXPIRED"),
              Map.entry("moved", "NOT_SENT TENANT_CHANGED"),
              Map.entry("unbound", "NOT_SENT INSTANCE_UNBOUND"),
              Map.entry("keyless", "NOT_SENT CREDENTIAL_MISSING"));
      assertThat(evolution.requests()).isEmpty();
    }
  }

  @Test
  void anotherSenderDoesNotCallWhatAKilledOneHadClaimed() {
    // Given
    CountDownLatch gate = evolution.closeGate();
    SenderRole killed = sender(Map.of("SHUTDOWN_GRACE", "PT2.1S"));
    killed.start();
    topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());
    Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() == 1);

    // When
    killed.close();
    try (SenderRole next = sender(Map.of())) {
      next.start();
      gate.countDown();
      topics.dispatch(DispatchAction.SEND, "d2", ACME, "t1", Lane.NORMAL, inAMinute());
      topics.awaitResults(3);
    }

    // Then
    assertThat(topics.results())
        .extracting(result -> result.dispatchId() + " " + result.kind())
        .containsExactly("d1 STARTED", "d2 STARTED", "d2 ACCEPTED");
    assertThat(evolution.requests()).hasSize(2);
  }

  @Test
  void anOutcomeOutlivesAnOutageOfKafka() {
    // Given
    try (SenderRole sender = sender(Map.of())) {
      CountDownLatch gate = evolution.closeGate();
      sender.start();
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() == 1);

      // When
      kafka.close();
      gate.countDown();
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() == 0);
      Awaitility.await().atMost(PATIENCE).until(() -> !sender.health().ready());
      kafka = EmbeddedKafkaBroker.start(kafkaSettings);

      // Then
      assertThat(topics.awaitResults(2))
          .extracting(SendResult::kind)
          .containsExactly(SendResultKind.STARTED, SendResultKind.ACCEPTED);
      topics.dispatch(DispatchAction.SEND, "d2", ACME, "t1", Lane.NORMAL, inAMinute());
      assertThat(topics.awaitResults(4)).hasSize(4);
      assertThat(evolution.requests()).hasSize(2);
      Awaitility.await().atMost(PATIENCE).until(() -> sender.health().ready());
      assertThat(sender.failure()).isNotDone();
    }
  }

  @Test
  void aServerIsNeverCalledOverMoreConnectionsThanAllowed() {
    // Given
    CountDownLatch gate = evolution.closeGate();
    try (SenderRole sender = sender(Map.of("SENDER_QUEUE_WAIT", "PT60S"))) {
      sender.start();

      // When
      for (int i = 0; i < 200; i++) {
        topics.dispatch(DispatchAction.SEND, "d" + i, ACME, "t1", Lane.NORMAL, inAMinute());
      }
      topics.awaitResults(200);
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() >= 13);
      gate.countDown();
      topics.awaitResults(400);

      // Then: 11 shared places and 2 of the lane's own, each connection used many times
      assertThat(evolution.requests()).hasSize(200);
      assertThat(evolution.mostRunning()).isEqualTo(13);
      assertThat(evolution.connections()).hasSizeBetween(13, 20);
    }
  }

  @Test
  void laneReservesMakeUpAllTheConnectionsAndNoMore() {
    // Given
    CountDownLatch gate = evolution.closeGate();
    try (SenderRole sender = sender(Map.of("SENDER_QUEUE_WAIT", "PT60S"))) {
      sender.start();

      // When
      for (int i = 0; i < 200; i++) {
        Lane lane = Lane.values()[i % Lane.values().length];
        topics.dispatch(DispatchAction.SEND, "d" + i, ACME, "t1", lane, inAMinute());
      }
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.running() == 20);
      String scraped = metrics.scrape();
      gate.countDown();
      topics.awaitResults(400);

      // Then
      assertThat(evolution.mostRunning()).isEqualTo(20);
      assertThat(evolution.connections()).hasSizeLessThanOrEqualTo(20);
      assertThat(laneConcurrency(scraped, "high")).isGreaterThanOrEqualTo(4);
      assertThat(laneConcurrency(scraped, "normal")).isGreaterThanOrEqualTo(2);
      assertThat(laneConcurrency(scraped, "low")).isPositive();
      assertThat(laneConcurrency(scraped, "monitoring")).isPositive();
      assertThat(laneConcurrency(scraped, "maintenance")).isPositive();
    }
  }

  @Test
  void aDeadServerOpensItsBreakerRaisesOneAlertAndComesBack() {
    // Given
    topics.bind(ACME, "t1", "main", "http://127.0.0.1:" + LoopbackPorts.anyFree());
    try (SenderRole sender =
        sender(Map.of("SENDER_BREAKER_FAILURES", "2", "SENDER_BREAKER_OPEN", "PT1S"))) {
      sender.start();
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());
      topics.awaitResults(2);
      topics.dispatch(DispatchAction.SEND, "d2", ACME, "t1", Lane.NORMAL, inAMinute());
      topics.awaitResults(4);

      // When
      topics.dispatch(DispatchAction.SEND, "d3", ACME, "t1", Lane.NORMAL, inAMinute());
      topics.awaitResults(6);

      // Then
      assertThat(topics.results())
          .filteredOn(result -> result.kind() != SendResultKind.STARTED)
          .extracting(result -> result.kind() + " " + result.code())
          .containsExactly("NOT_SENT UNREACHABLE", "NOT_SENT UNREACHABLE", "NOT_SENT BREAKER_OPEN");
      assertThat(topics.results().get(5).retryAfterMs()).isBetween(1L, 1_000L);
      assertThat(topics.awaitAlerts(1)).hasSize(1);
    }
    assertThat(topics.awaitAlerts(2))
        .extracting(alert -> alert.state().name())
        .containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void theNextServerIsTriedWhenNothingWasSentToTheFirst() {
    // Given
    topics.bind(ACME, "t1", "main", "http://127.0.0.1:" + LoopbackPorts.anyFree(), evolution.url());
    try (SenderRole sender = sender(Map.of())) {
      sender.start();

      // When
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());

      // Then
      SendResult outcome = topics.awaitResults(2).get(1);
      assertThat(outcome.kind()).isEqualTo(SendResultKind.ACCEPTED);
      assertThat(outcome.server()).isEqualTo(evolution.url());
    }
  }

  @Test
  void aServerThatHangsIsAnAlertWithoutAnyMessageUntilNothingIsBoundToIt() {
    // Given
    evolution.hang();
    try (SenderRole sender =
        sender(Map.of("SENDER_PROBE_EVERY", "PT0.3S", "SENDER_PROBE_TIMEOUT", "PT0.5S"))) {
      sender.start();
      AlertEvent firing = topics.awaitAlerts(1).get(0);
      topics.dispatch(DispatchAction.SEND, "d1", ACME, "t1", Lane.NORMAL, inAMinute());
      SendResult held = topics.awaitResults(2).get(1);

      // When
      topics.bind(ACME, "t1", "main");

      // Then
      assertThat(firing.rule()).isEqualTo(AlertEvent.AlertRuleId.EVOLUTION_OFFLINE);
      assertThat(firing.state()).isEqualTo(AlertEvent.AlertState.FIRING);
      assertThat(held.kind()).as("nothing is lost in doubt").isEqualTo(SendResultKind.NOT_SENT);
      assertThat(held.code()).isEqualTo("BREAKER_OPEN");
      assertThat(evolution.requests()).isEmpty();
      AlertEvent over = topics.awaitAlerts(2).get(1);
      assertThat(over.id()).isEqualTo(firing.id());
      assertThat(over.state()).isEqualTo(AlertEvent.AlertState.RESOLVED);
      assertThat(over.message()).contains("Nothing is bound");
    }
  }

  @Test
  void aProbeIsAnsweredWithTheStateAndTypingWithNothing() {
    // Given
    evolution.answer(
        request ->
            request.method().equals("GET")
                ? new StubEvolutionServer.StubReply(
                    200, "{\"instance\":{\"instanceName\":\"acme\",\"state\":\"connecting\"}}")
                : new StubEvolutionServer.StubReply(201, "{\"presence\":\"composing\"}"));
    try (SenderRole sender = sender(Map.of())) {
      sender.start();

      // When
      topics.dispatch(DispatchAction.PRESENCE, "typing", ACME, "t1", Lane.NORMAL, inAMinute());
      topics.dispatch(DispatchAction.PROBE, "probe", ACME, "t1", Lane.MONITORING, inAMinute());
      Awaitility.await().atMost(PATIENCE).until(() -> evolution.requests().size() == 2);
      topics.awaitResults(1);

      // Then
      assertThat(topics.results())
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.kind()).isEqualTo(SendResultKind.PROBED);
                assertThat(result.connectionState()).isEqualTo("connecting");
              });
      assertThat(evolution.requests())
          .extracting(request -> request.method() + " " + request.path())
          .containsExactlyInAnyOrder(
              "POST /chat/sendPresence/acme", "GET /instance/connectionState/acme");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // the sender's clock against the broker's, and the topology's
    "90, 0",
    "-90, 0",
    "3600, 0",
    "0, 90",
    "0, -90",
    "90, -90",
  })
  void agesAreJudgedByTheBrokersClockWhoseverClockIsWrong(int senderAhead, int topologyAhead) {
    // Given
    Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(senderAhead));
    try (SenderRole sender = sender(Map.of(), wrong)) {
      sender.start();
      Instant dispatchedAt = Instant.now().plusSeconds(topologyAhead);

      // When
      topics.dispatch(
          DispatchAction.SEND,
          "intime",
          ACME,
          "t1",
          Lane.NORMAL,
          dispatchedAt,
          dispatchedAt.plusSeconds(30));
      topics.dispatch(
          DispatchAction.SEND,
          "late",
          ACME,
          "t1",
          Lane.NORMAL,
          dispatchedAt,
          dispatchedAt.minusSeconds(1));

      // Then
      Map<String, List<SendResultKind>> kinds =
          topics.awaitResults(3).stream()
              .collect(
                  Collectors.groupingBy(
                      SendResult::dispatchId,
                      Collectors.mapping(SendResult::kind, Collectors.toList())));
      assertThat(kinds)
          .containsEntry("intime", List.of(SendResultKind.STARTED, SendResultKind.ACCEPTED))
          .containsEntry("late", List.of(SendResultKind.EXPIRED));
      assertThat(evolution.requests()).hasSize(1);
      assertThat(clockOffset()).isBetween(senderAhead - 5.0, senderAhead + 5.0);
    }
  }

  @Test
  void doctorNamesAProcessWhoseClockIsWrong() {
    // Given
    Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90));
    StringWriter out = new StringWriter();
    CommandLine cli =
        CarteiroCommandLine.commandLine(
            new Environment(
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", kafkaSettings.bootstrapServers(),
                    "TOPIC_PARTITIONS", "" + SendTopicsClient.PARTITIONS,
                    "DATA_DIR", directory.resolve("none").toString())),
            new ModuleRoleFactory());
    cli.setOut(new PrintWriter(out));
    try (SenderRole sender = sender(Map.of(), wrong)) {
      sender.start();
      Awaitility.await().atMost(PATIENCE).until(() -> !Double.isNaN(clockOffset()));

      // When
      cli.execute("doctor");
    }

    // Then
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("WARN +clock of sender@.+: (89|90|91)\\.. s ahead of .+"));
  }

  private double clockOffset() {
    return metrics.get("clock.offset.seconds").tag("role", "sender").gauge().value();
  }

  private SenderRole sender(Map<String, String> settings) {
    return sender(settings, Clock.systemUTC());
  }

  private SenderRole sender(Map<String, String> settings, Clock clock) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafkaSettings.bootstrapServers());
    environment.put("TOPIC_PARTITIONS", "" + SendTopicsClient.PARTITIONS);
    environment.put("WEBHOOK_MAX_BODY_BYTES", "262144");
    environment.put("SENDER_PORT", "0");
    environment.put("SENDER_GROUP_ID", "sender-" + tests);
    environment.put("SENDER_CREDENTIALS", "main=key-1");
    environment.putAll(settings);
    return new SenderRole(new Environment(environment).bind(SenderSettings.class), metrics, clock);
  }

  private static double laneConcurrency(String scraped, String lane) {
    String name = "lane_concurrency{lane=\"" + lane + "\"} ";
    return scraped
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findAny()
        .orElseThrow();
  }

  private static Instant inAMinute() {
    return Instant.now().plusSeconds(60);
  }
}
