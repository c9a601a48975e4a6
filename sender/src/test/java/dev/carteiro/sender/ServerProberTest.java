// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.Integration;
import dev.carteiro.contract.send.SendDispatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probing over real sockets: servers that hang, refuse, and are not used any more. */
class ServerProberTest {
  private static final SendDispatch MESSAGE = Dispatches.text("d1");
  private static final String OPEN = "{\"instance\":{\"state\":\"open\"}}";
  private static final String ROW = "[{\"name\":\"acme\",\"integration\":\"EVOLUTION\"}]";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final List<AlertEvent> alerts = new CopyOnWriteArrayList<>();
  private final List<ServerProber.Told> told = new CopyOnWriteArrayList<>();
  private final List<InstanceBinding> bindings = new CopyOnWriteArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private Breakers breakers;
  private ServerProber prober;

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void aServerThatTakesConnectionsAndNeverAnswersIsLeftAloneUntilItAnswers() {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    RawServer server = gated(gate);
    bind("acme", server);

    // When
    start();

    // Then
    Awaitility.await().until(() -> breakers.shut(server.url(), MESSAGE) != null);
    assertThat(breakers.obstacle(server.url(), MESSAGE).code()).isEqualTo("BREAKER_OPEN");
    assertThat(level(server)).isEqualTo(2);
    assertThat(alerts).singleElement().matches(a -> a.state() == AlertEvent.State.FIRING);
    assertThat(server.heads())
        .isNotEmpty()
        .allMatch(head -> head.startsWith("GET / ") || head.startsWith("GET /instance/"));
    gate.countDown();
    Awaitility.await().until(() -> breakers.shut(server.url(), MESSAGE) == null);
    assertThat(alerts)
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.State.FIRING, AlertEvent.State.RESOLVED);
    assertThat(alerts.get(0).id()).isEqualTo(alerts.get(1).id());
  }

  @Test
  void theAlertOfAServerEndsWhenNothingIsBoundToItAnyMore() throws IOException {
    // Given
    RawServer gone = answering();
    ServerUrl url = gone.url();
    gone.close();
    RawServer well = answering();
    bind("acme", gone);
    bind("other", well);
    start();
    Awaitility.await().until(() -> !alerts.isEmpty());

    // When
    bindings.removeIf(binding -> binding.instance().name().equals("acme"));

    // Then
    Awaitility.await().until(() -> alerts.size() == 2);
    assertThat(alerts.get(1).state()).isEqualTo(AlertEvent.State.RESOLVED);
    assertThat(alerts.get(1).message()).contains("Nothing is bound");
    Awaitility.await().until(() -> !prober.verdicts().containsKey(url.shown()));
    Awaitility.await()
        .until(
            () ->
                registry.find("sender.breaker.state").tag("server", url.authority()).gauge() == null
                    && registry.find("sender.probe.state").tag("server", url.shown()).gauge()
                        == null);
    Awaitility.await().until(() -> level(well) == 0);
  }

  @Test
  void theIntegrationThatEvolutionNamesIsToldOnce() {
    // Given
    bind("acme", answering());

    // When
    start();

    // Then
    Awaitility.await().until(() -> !told.isEmpty());
    assertThat(told.get(0).integration()).isEqualTo(Integration.EVOLUTION);
    Awaitility.await().until(() -> level(bindings.get(0)) == 0);
    assertThat(told).hasSize(1);
  }

  @Test
  void aServerWhoseCallsAreAnsweredIsNotProbedBesides() {
    // Given
    RawServer busy = answering();
    RawServer idle = answering();
    bind("acme", busy);
    bind("other", idle);
    start();
    Awaitility.await().until(() -> level(busy) == 0);
    ScheduledExecutorService calls = Executors.newSingleThreadScheduledExecutor();
    opened.add(calls::shutdownNow);
    calls.scheduleAtFixedRate(
        () -> breakers.told(busy.url(), MESSAGE, Outcome.accepted("3EB0", 201)),
        0,
        10,
        TimeUnit.MILLISECONDS);
    awaitProbes(idle, 2);
    int before = busy.heads().size();

    // When
    awaitProbes(idle, 5);

    // Then
    assertThat(busy.heads()).hasSize(before);
  }

  private void awaitProbes(RawServer server, int more) {
    int before = server.heads().size();
    Awaitility.await().until(() -> server.heads().size() >= before + more);
  }

  private void start() {
    SenderSettings senderSettings =
        SenderSettings.from(
            new Environment(
                Map.of(
                    "SENDER_CREDENTIALS",
                    "main=key-1",
                    "SENDER_PROBE_EVERY",
                    "PT0.2S",
                    "SENDER_PROBE_TIMEOUT",
                    "PT0.5S")));
    SenderMetrics metrics = new SenderMetrics(registry);
    breakers = new Breakers(senderSettings, metrics, clock, "s1", alerts::add);
    Integrations integrations = new Integrations(this::binding, clock);
    prober =
        new ServerProber(
            new ServerProber.Context(
                senderSettings,
                breakers,
                metrics,
                new Credentials(senderSettings),
                integrations,
                clock),
            () -> List.copyOf(bindings),
            told::add,
            faults::add);
    opened.add(prober);
    prober.start();
  }

  private Optional<InstanceBinding> binding(String key) {
    return bindings.stream().filter(one -> one.instance().text().equals(key)).findFirst();
  }

  private void bind(String name, RawServer server) {
    bindings.add(
        new InstanceBinding(
            InstanceBinding.VERSION,
            InstanceKey.of(name),
            "t1",
            null,
            null,
            List.of(server.url().text()),
            "main",
            null,
            false,
            false,
            Dispatches.NOW,
            "test"));
  }

  private double level(RawServer server) {
    return level(server.url());
  }

  private double level(InstanceBinding binding) {
    return level(ServerUrl.parse(binding.evolutionUrls().get(0)).orElseThrow());
  }

  private double level(ServerUrl server) {
    Gauge gauge = registry.find("sender.probe.state").tag("server", server.shown()).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private RawServer answering() {
    return gated(new CountDownLatch(0));
  }

  private RawServer gated(CountDownLatch gate) {
    RawServer server =
        new RawServer(
            (socket, number, head, body) -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              String answer =
                  head.startsWith("GET / ")
                      ? "{\"version\":\"2.3.7\"}"
                      : head.contains("fetchInstances") ? ROW : OPEN;
              RawServer.reply(socket, 200, "Keep-Alive: timeout=5\r\n", answer);
              return true;
            });
    opened.add(server);
    return server;
  }
}
