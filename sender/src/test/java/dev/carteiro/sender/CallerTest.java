// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.Kind;
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
class CallerTest {
  private static final String ACCEPTED = "{\"key\":{\"id\":\"3EB0\"}}";

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final InFlight inFlight = new InFlight(100);
  private volatile InstanceBinding binding;
  private Clock clock = Clock.fixed(Dispatches.NOW, ZoneOffset.UTC);
  private Breakers breakers;

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
    RawServer first = server(503, "{}");
    RawServer second = server(201, ACCEPTED);
    bind("t1", first, second);
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.text("d1"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.kind()).isEqualTo(Kind.ACCEPTED);
    assertThat(outcome.server()).isEqualTo(second.url().text());
    assertThat(first.bodies()).hasSize(1);
  }

  @Test
  void whatMayHaveBeenSentIsNotTriedOnAnotherServer() {
    // Given
    RawServer first = broken();
    RawServer second = server(201, ACCEPTED);
    bind("t1", first, second);
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(second.heads()).isEmpty();
  }

  @Test
  void whenNoServerTakesItTheLastReasonIsTold() {
    // Given
    bind("t1", server(503, "{}"), server(503, "{}"));
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.text("d1"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(outcome.code()).isEqualTo("SERVER_UNAVAILABLE");
    assertThat(outcome.httpStatus()).isEqualTo(503);
  }

  @Test
  void aSickServerIsLeftAloneAndItsAlternateServes() {
    // Given
    RawServer sick = broken();
    RawServer well = server(201, ACCEPTED);
    bind("t1", sick, well);
    Caller caller = caller(Map.of("SENDER_BREAKER_FAILURES", "2"));
    accept(caller, Dispatches.text("d1"));
    awaitOutcomes(1);
    accept(caller, Dispatches.text("d2"));
    awaitOutcomes(2);
    // When
    accept(caller, Dispatches.text("d3"));
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
    RawServer server =
        server(400, "{\"status\":400,\"response\":{\"message\":[[\"Invalid format\"]]}}");
    bind("t1", server);
    Caller caller = caller(Map.of("SENDER_BREAKER_FAILURES", "1"));
    // When
    for (int i = 0; i < 5; i++) {
      accept(caller, Dispatches.text("d" + i));
    }
    // Then
    assertThat(awaitOutcomes(5)).allMatch(outcome -> outcome.kind() == Kind.PERMANENT);
    assertThat(server.bodies()).hasSize(5);
  }

  @Test
  void whatWaitsTooLongForAPlaceIsHandedBack() {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    RawServer server = gated(gate);
    bind("t1", server);
    Caller caller = caller(Map.of("HTTP_POOL_MAXSIZE", "1", "SENDER_QUEUE_WAIT", "PT0.5S"));
    accept(caller, Dispatches.text("d1"));
    Awaitility.await().until(() -> server.bodies().size() == 1);
    // When
    accept(caller, Dispatches.text("d2"));
    // Then
    SendResult outcome = awaitOutcomes(1).get(0);
    assertThat(outcome.dispatchId()).isEqualTo("d2");
    assertThat(outcome.code()).isEqualTo("SENDER_BUSY");
    gate.countDown();
    assertThat(awaitOutcomes(2).get(1).kind()).isEqualTo(Kind.ACCEPTED);
    assertThat(server.bodies()).hasSize(1);
  }

  @Test
  void aStopHandsBackWhatWaitsAndLetsGoOnWhatRuns() {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    RawServer server = gated(gate);
    bind("t1", server);
    Caller caller = caller(Map.of("HTTP_POOL_MAXSIZE", "1"));
    accept(caller, Dispatches.text("d1"));
    Awaitility.await().until(() -> server.bodies().size() == 1);
    accept(caller, Dispatches.text("d2"));
    // When
    caller.stop();
    accept(caller, Dispatches.text("d3"));
    // Then
    assertThat(awaitOutcomes(2))
        .allMatch(outcome -> "SENDER_STOPPING".equals(outcome.code()))
        .allMatch(outcome -> outcome.kind() == Kind.NOT_SENT);
    gate.countDown();
    assertThat(awaitOutcomes(3).get(2).kind()).isEqualTo(Kind.ACCEPTED);
    assertThat(inFlight.awaitNone(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aBindingThatIsOnItsWayIsWaitedFor() {
    // Given
    RawServer server = server(201, ACCEPTED);
    bind("t2", server);
    Caller caller = caller(Map.of());
    accept(caller, Dispatches.text("d1"));
    // When
    bind("t1", server);
    // Then
    assertThat(awaitOutcomes(1).get(0).kind()).isEqualTo(Kind.ACCEPTED);
  }

  @Test
  void aClaimThatTookTooLongIsNotCalled() {
    // Given
    RawServer server = server(201, ACCEPTED);
    bind("t1", server);
    clock = Clock.fixed(Dispatches.NOT_AFTER.plusMillis(1), ZoneOffset.UTC);
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).code()).isEqualTo("CLAIMED_LATE");
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void aClaimOlderThanTheQueueWaitIsNotCalled() {
    // Given
    RawServer server = server(201, ACCEPTED);
    bind("t1", server);
    Caller caller = caller(Map.of());
    inFlight.enter(1);
    // When
    caller.accept(Dispatches.text("d1"), System.nanoTime() - Duration.ofSeconds(16).toNanos());
    // Then
    assertThat(awaitOutcomes(1).get(0).code()).isEqualTo("SENDER_BUSY");
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void anAnswerThatRepeatsTheKeyDoesNotSpreadIt() {
    // Given
    bind("t1", server(400, "{\"response\":{\"message\":[\"bad key key-1 sent\"]}}"));
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.text("d1"));
    // Then
    assertThat(awaitOutcomes(1).get(0).detail()).contains("***").doesNotContain("key-1");
  }

  @Test
  void typingThatCannotBeShownIsDroppedWithoutAResult() throws Exception {
    // Given
    bind("t1", server(500, "{}"));
    Caller caller = caller(Map.of());
    // When
    accept(caller, Dispatches.of(SendDispatch.Action.PRESENCE, "acme", "5521", null, null, null));
    // Then
    assertThat(inFlight.awaitNone(Duration.ofSeconds(10))).isTrue();
    assertThat(outcomes()).isEmpty();
    assertThat(registry.get("sender.asides").tag("result", "EVOLUTION_5XX").counter().count())
        .isEqualTo(1);
  }

  private Caller caller(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(Map.of("SENDER_CREDENTIALS", "main=key-1"));
    environment.putAll(more);
    SenderSettings settings = SenderSettings.from(new Environment(environment));
    SenderMetrics metrics = new SenderMetrics(registry);
    ResultWriter writer = open(new ResultWriter(producer, metrics, clock));
    breakers =
        new Breakers(
            settings, metrics, clock, "s1", alert -> writer.write(Records.of(alert), () -> {}));
    CallThreads threads = open(new CallThreads(faults::add));
    EvolutionHttp http =
        open(
            new EvolutionHttp(
                settings.connectionsPerHost(), 200, Duration.ofSeconds(5), threads, faults::add));
    return new Caller(
        settings,
        new Routes(key -> Optional.ofNullable(binding), new Credentials(settings)),
        breakers,
        http,
        new Reports(new Results("s1", clock), writer, metrics, inFlight, integrations()),
        new CallSlots<>(SlotRules.from(settings)),
        threads,
        clock);
  }

  private Integrations integrations() {
    return new Integrations(key -> Optional.ofNullable(binding), clock);
  }

  private void accept(Caller caller, SendDispatch dispatch) {
    inFlight.enter(1);
    caller.accept(dispatch, System.nanoTime());
  }

  private void bind(String tenant, RawServer... servers) {
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
            Dispatches.NOW,
            "test");
  }

  private RawServer server(int status, String answer) {
    return open(
        new RawServer(
            (socket, number, head, body) -> {
              RawServer.reply(socket, status, "Keep-Alive: timeout=5\r\n", answer);
              return true;
            }));
  }

  private RawServer broken() {
    return open(new RawServer((socket, number, head, body) -> false));
  }

  private RawServer gated(CountDownLatch gate) {
    return open(
        new RawServer(
            (socket, number, head, body) -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              RawServer.reply(socket, 201, "Keep-Alive: timeout=5\r\n", ACCEPTED);
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
