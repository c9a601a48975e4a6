// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import dev.carteiro.sender.evolution.InstanceIntegrationCache;
import dev.carteiro.sender.evolution.RawSocketServer;
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
class ServerProbeSchedulerTest {
  private static final SendDispatch MESSAGE = DispatchFixtures.text("d1");
  private static final String OPEN = "{\"instance\":{\"state\":\"open\"}}";
  private static final String ROW = "[{\"name\":\"acme\",\"integration\":\"EVOLUTION\"}]";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final List<AlertEvent> alerts = new CopyOnWriteArrayList<>();
  private final List<ServerProbeScheduler.LearnedIntegration> told = new CopyOnWriteArrayList<>();
  private final List<InstanceBinding> bindings = new CopyOnWriteArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private CallBreakerRegistry breakers;
  private ServerProbeScheduler prober;

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
    RawSocketServer server = gated(gate);
    bind("acme", server);

    // When
    start();

    // Then
    Awaitility.await().until(() -> breakers.refusal(server.url(), MESSAGE) != null);
    assertThat(breakers.obstacle(server.url(), MESSAGE).code()).isEqualTo("BREAKER_OPEN");
    assertThat(level(server)).isEqualTo(2);
    assertThat(alerts).singleElement().matches(a -> a.state() == AlertEvent.AlertState.FIRING);
    assertThat(server.heads())
        .isNotEmpty()
        .allMatch(head -> head.startsWith("GET / ") || head.startsWith("GET /instance/"));
    gate.countDown();
    Awaitility.await().until(() -> breakers.refusal(server.url(), MESSAGE) == null);
    assertThat(alerts)
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING, AlertEvent.AlertState.RESOLVED);
    assertThat(alerts.get(0).id()).isEqualTo(alerts.get(1).id());
  }

  @Test
  void theAlertOfAServerEndsWhenNothingIsBoundToItAnyMore() throws IOException {
    // Given
    RawSocketServer gone = answering();
    EvolutionServerUrl url = gone.url();
    gone.close();
    RawSocketServer well = answering();
    bind("acme", gone);
    bind("other", well);
    start();
    Awaitility.await().until(() -> !alerts.isEmpty());

    // When
    bindings.removeIf(binding -> binding.instance().name().equals("acme"));

    // Then
    Awaitility.await().until(() -> alerts.size() == 2);
    assertThat(alerts.get(1).state()).isEqualTo(AlertEvent.AlertState.RESOLVED);
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
    assertThat(told.get(0).integration()).isEqualTo(WhatsAppIntegration.EVOLUTION);
    Awaitility.await().until(() -> level(bindings.get(0)) == 0);
    assertThat(told).hasSize(1);
  }

  @Test
  void aServerWhoseCallsAreAnsweredIsNotProbedBesides() {
    // Given
    RawSocketServer busy = answering();
    RawSocketServer idle = answering();
    bind("acme", busy);
    bind("other", idle);
    start();
    Awaitility.await().until(() -> level(busy) == 0);
    ScheduledExecutorService calls = Executors.newSingleThreadScheduledExecutor();
    opened.add(calls::shutdownNow);
    calls.scheduleAtFixedRate(
        () -> breakers.record(busy.url(), MESSAGE, AttemptOutcome.accepted("3EB0", 201)),
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

  private void awaitProbes(RawSocketServer server, int more) {
    int before = server.heads().size();
    Awaitility.await().until(() -> server.heads().size() >= before + more);
  }

  private void start() {
    SenderSettings senderSettings =
        new Environment(
                Map.of(
                    "SENDER_CREDENTIALS",
                    "main=key-1",
                    "SENDER_PROBE_EVERY",
                    "PT0.2S",
                    "SENDER_PROBE_TIMEOUT",
                    "PT0.5S"))
            .bind(SenderSettings.class);
    SenderMetrics metrics = new SenderMetrics(registry);
    breakers = new CallBreakerRegistry(senderSettings, metrics, clock, "s1", alerts::add);
    InstanceIntegrationCache integrations = new InstanceIntegrationCache(this::binding, clock);
    prober =
        new ServerProbeScheduler(
            new ServerProbeScheduler.ProbeSchedulerContext(
                senderSettings,
                breakers,
                metrics,
                new EvolutionCredentialResolver(senderSettings),
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

  private void bind(String name, RawSocketServer server) {
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
            null,
            DispatchFixtures.NOW,
            "test"));
  }

  private double level(RawSocketServer server) {
    return level(server.url());
  }

  private double level(InstanceBinding binding) {
    return level(EvolutionServerUrl.parse(binding.evolutionUrls().get(0)).orElseThrow());
  }

  private double level(EvolutionServerUrl server) {
    Gauge gauge = registry.find("sender.probe.state").tag("server", server.shown()).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private RawSocketServer answering() {
    return gated(new CountDownLatch(0));
  }

  private RawSocketServer gated(CountDownLatch gate) {
    RawSocketServer server =
        new RawSocketServer(
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
              RawSocketServer.reply(socket, 200, "Keep-Alive: timeout=5\r\n", answer);
              return true;
            });
    opened.add(server);
    return server;
  }
}
