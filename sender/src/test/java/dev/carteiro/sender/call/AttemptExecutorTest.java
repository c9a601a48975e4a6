// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.CallThreadPool;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionHttpClient;
import dev.carteiro.sender.evolution.InstanceIntegrationCache;
import dev.carteiro.sender.evolution.RawSocketServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of claimed dispatches, on servers of every temper. */
class AttemptExecutorTest {
  private static final String ACCEPTED = "{\"key\":{\"id\":\"3EB0\"}}";

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final InFlightDispatchCounter inFlight = new InFlightDispatchCounter(100);
  private volatile InstanceBinding binding;
  private Clock clock = Clock.fixed(DispatchFixtures.NOW, ZoneOffset.UTC);
  private CallBreakerRegistry breakers;

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void aServerThatTakesNoCallsIsPassedOver() {
    // Given
    RawSocketServer first = server(503, "{}");
    RawSocketServer second = server(201, ACCEPTED);
    bind("t1", first, second);
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(caller, DispatchFixtures.text("d1"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.kind()).isEqualTo(SendResultKind.ACCEPTED);
    assertThat(outcome.server()).isEqualTo(second.url().text());
    assertThat(first.bodies()).hasSize(1);
  }

  @Test
  void whatMayHaveBeenSentIsNotTriedOnAnotherServer() {
    // Given
    RawSocketServer first = broken();
    RawSocketServer second = server(201, ACCEPTED);
    bind("t1", first, second);
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(caller, DispatchFixtures.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).kind()).isEqualTo(SendResultKind.UNKNOWN);
    assertThat(second.heads()).isEmpty();
  }

  @Test
  void whenNoServerTakesItTheLastReasonIsTold() {
    // Given
    bind("t1", server(503, "{}"), server(503, "{}"));
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(caller, DispatchFixtures.text("d1"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.kind()).isEqualTo(SendResultKind.TRANSIENT);
    assertThat(outcome.code()).isEqualTo("SERVER_UNAVAILABLE");
    assertThat(outcome.httpStatus()).isEqualTo(503);
  }

  @Test
  void aSickServerIsLeftAloneAndItsAlternateServes() {
    // Given
    RawSocketServer sick = broken();
    RawSocketServer well = server(201, ACCEPTED);
    bind("t1", sick, well);
    AttemptExecutor caller = caller(Map.of("SENDER_BREAKER_FAILURES", "2"));
    accept(caller, DispatchFixtures.text("d1"));
    awaitOutcomes(1);
    accept(caller, DispatchFixtures.text("d2"));
    awaitOutcomes(2);
    // When
    accept(caller, DispatchFixtures.text("d3"));
    // Then
    assertThat(awaitOutcomes(3).get(2).server()).isEqualTo(well.url().text());
    assertThat(sick.bodies()).hasSize(2);
    assertThat(alerts()).hasSize(1);
    breakers.close();
    Awaitility.await().until(() -> alerts().size() == 2);
  }

  @Test
  void refusedMessagesDoNotMakeAServerSick() {
    // Given
    RawSocketServer server =
        server(400, "{\"status\":400,\"response\":{\"message\":[[\"Invalid format\"]]}}");
    bind("t1", server);
    AttemptExecutor caller = caller(Map.of("SENDER_BREAKER_FAILURES", "1"));
    // When
    for (int i = 0; i < 5; i++) {
      accept(caller, DispatchFixtures.text("d" + i));
    }
    // Then
    assertThat(awaitOutcomes(5)).allMatch(outcome -> outcome.kind() == SendResultKind.PERMANENT);
    assertThat(server.bodies()).hasSize(5);
  }

  @Test
  void whatWaitsTooLongForAPlaceIsHandedBack() {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    RawSocketServer server = gated(gate);
    bind("t1", server);
    AttemptExecutor caller =
        caller(Map.of("HTTP_POOL_MAXSIZE", "1", "SENDER_QUEUE_WAIT", "PT0.5S"));
    accept(caller, DispatchFixtures.text("d1"));
    Awaitility.await().until(() -> server.bodies().size() == 1);
    // When
    accept(caller, DispatchFixtures.text("d2"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.dispatchId()).isEqualTo("d2");
    assertThat(outcome.code()).isEqualTo("SENDER_BUSY");
    gate.countDown();
    assertThat(awaitOutcomes(2).get(1).kind()).isEqualTo(SendResultKind.ACCEPTED);
    assertThat(server.bodies()).hasSize(1);
  }

  @Test
  void aStopHandsBackWhatWaitsAndLetsGoOnWhatRuns() {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    RawSocketServer server = gated(gate);
    bind("t1", server);
    AttemptExecutor caller = caller(Map.of("HTTP_POOL_MAXSIZE", "1"));
    accept(caller, DispatchFixtures.text("d1"));
    Awaitility.await().until(() -> server.bodies().size() == 1);
    accept(caller, DispatchFixtures.text("d2"));
    // When
    caller.stop();
    accept(caller, DispatchFixtures.text("d3"));
    // Then
    assertThat(awaitOutcomes(2))
        .allMatch(outcome -> "SENDER_STOPPING".equals(outcome.code()))
        .allMatch(outcome -> outcome.kind() == SendResultKind.NOT_SENT);
    gate.countDown();
    assertThat(awaitOutcomes(3).get(2).kind()).isEqualTo(SendResultKind.ACCEPTED);
    assertThat(inFlight.awaitNone(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aBindingThatIsOnItsWayIsWaitedFor() {
    // Given
    RawSocketServer server = server(201, ACCEPTED);
    bind("t2", server);
    AttemptExecutor caller = caller(Map.of());
    accept(caller, DispatchFixtures.text("d1"));
    // When
    bind("t1", server);
    // Then
    assertThat(awaitOutcomes(1).get(0).kind()).isEqualTo(SendResultKind.ACCEPTED);
  }

  @Test
  void aClaimThatTookTooLongIsNotCalled() {
    // Given
    RawSocketServer server = server(201, ACCEPTED);
    bind("t1", server);
    clock = Clock.fixed(DispatchFixtures.NOT_AFTER.plusMillis(1), ZoneOffset.UTC);
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(caller, DispatchFixtures.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).code()).isEqualTo("CLAIMED_LATE");
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void aClaimOlderThanTheQueueWaitIsNotCalled() {
    // Given
    RawSocketServer server = server(201, ACCEPTED);
    bind("t1", server);
    AttemptExecutor caller = caller(Map.of());
    inFlight.enter(1);
    // When
    caller.accept(
        DispatchFixtures.text("d1"), System.nanoTime() - Duration.ofSeconds(16).toNanos());
    // Then
    assertThat(awaitOutcomes(1).get(0).code()).isEqualTo("SENDER_BUSY");
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void anAnswerThatRepeatsTheKeyDoesNotSpreadIt() {
    // Given
    bind("t1", server(400, "{\"response\":{\"message\":[\"bad key key-1 sent\"]}}"));
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(caller, DispatchFixtures.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).detail()).contains("***").doesNotContain("key-1");
  }

  @Test
  void typingThatCannotBeShownIsDroppedWithoutAResult() throws Exception {
    // Given
    bind("t1", server(500, "{}"));
    AttemptExecutor caller = caller(Map.of());
    // When
    accept(
        caller,
        DispatchFixtures.of(
            SendDispatch.DispatchAction.PRESENCE, "acme", "5521", null, null, null));
    // Then
    assertThat(inFlight.awaitNone(Duration.ofSeconds(10))).isTrue();
    assertThat(outcomes()).isEmpty();
    assertThat(registry.get("sender.asides").tag("result", "EVOLUTION_5XX").counter().count())
        .isEqualTo(1);
  }

  private AttemptExecutor caller(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(Map.of("SENDER_CREDENTIALS", "main=key-1"));
    environment.putAll(more);
    SenderSettings settings = new Environment(environment).bind(SenderSettings.class);
    SenderMetrics metrics = new SenderMetrics(registry);
    SendResultWriter writer = open(new SendResultWriter(producer, metrics, clock));
    breakers =
        new CallBreakerRegistry(
            settings,
            metrics,
            clock,
            "s1",
            alert -> writer.write(SenderRecordFactory.of(alert), () -> {}));
    CallThreadPool threads = open(new CallThreadPool(faults::add));
    EvolutionHttpClient http =
        open(
            new EvolutionHttpClient(
                settings.connectionsPerHost(),
                200,
                Duration.ofSeconds(5),
                threads,
                faults::add,
                EvolutionHttpClient.MESSAGE_AGENT));
    return new AttemptExecutor(
        settings,
        new DispatchRouteResolver(
            key -> Optional.ofNullable(binding), new EvolutionCredentialResolver(settings)),
        breakers,
        http,
        new AttemptOutcomeReporter(
            new SendResultFactory("s1", clock), writer, metrics, inFlight, integrations()),
        new CallSlotScheduler<>(CallSlotPolicy.from(settings)),
        threads,
        clock);
  }

  private InstanceIntegrationCache integrations() {
    return new InstanceIntegrationCache(key -> Optional.ofNullable(binding), clock);
  }

  private void accept(AttemptExecutor caller, SendDispatch dispatch) {
    inFlight.enter(1);
    caller.accept(dispatch, System.nanoTime());
  }

  private void bind(String tenant, RawSocketServer... servers) {
    binding =
        new InstanceBinding(
            InstanceBinding.VERSION,
            InstanceKey.of("acme"),
            tenant,
            null,
            null,
            Arrays.stream(servers).map(server -> server.url().text()).toList(),
            "main",
            null,
            false,
            false,
            null,
            DispatchFixtures.NOW,
            "test");
  }

  private RawSocketServer server(int status, String answer) {
    return open(
        new RawSocketServer(
            (socket, number, head, body) -> {
              RawSocketServer.reply(socket, status, "Keep-Alive: timeout=5\r\n", answer);
              return true;
            }));
  }

  private RawSocketServer broken() {
    return open(new RawSocketServer((socket, number, head, body) -> false));
  }

  private RawSocketServer gated(CountDownLatch gate) {
    return open(
        new RawSocketServer(
            (socket, number, head, body) -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              RawSocketServer.reply(socket, 201, "Keep-Alive: timeout=5\r\n", ACCEPTED);
              return true;
            }));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private List<SendResult> awaitOutcomes(int count) {
    return Awaitility.await().until(this::outcomes, results -> results.size() >= count);
  }

  private List<SendResult> outcomes() throws IOException {
    List<SendResult> results = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : List.copyOf(producer.history())) {
      if (record.topic().equals(Topic.SEND_RESULT.topicName())) {
        results.add(Json.read(record.value(), SendResult.class));
      }
    }
    return results;
  }

  private List<ProducerRecord<byte[], byte[]>> alerts() {
    return List.copyOf(producer.history()).stream()
        .filter(record -> record.topic().equals(Topic.ALERT.topicName()))
        .toList();
  }
}
