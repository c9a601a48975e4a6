// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.CallThreadPool;
import dev.carteiro.sender.evolution.EvolutionCallResult;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionHttpClient;
import dev.carteiro.sender.evolution.EvolutionRequest;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import dev.carteiro.sender.evolution.InstanceIntegrationCache;
import dev.carteiro.sender.evolution.ProbeResponseParser;
import dev.carteiro.sender.evolution.ServerProbe;
import dev.carteiro.sender.evolution.ServerProbeFinding;
import dev.carteiro.sender.evolution.ServerProbeTarget;
import dev.carteiro.sender.evolution.ServerProbeVerdict;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Probes every server that a binding names, so that a hanging server is detected without a message
 * that ends as unknown. The breaker of a server that is away opens. A server that no binding names
 * any more is removed, with its alerts.
 *
 * <p>Every sender probes by itself, because the question is whether this process reaches the
 * server. Probes have their own connections and threads, and pause while calls are answered.
 */
public final class ServerProbeScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProbeScheduler.class);

  private static final int MAX_CONCURRENT = 64;

  /** The maximum number of connections to one server: the size of a confirming round. */
  private static final int CONNECTIONS = 4;

  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final Duration BETWEEN_UPDATES = Duration.ofSeconds(2);

  /** Longest pause while calls are answered: probes also find a refused key or new version. */
  private static final Duration MAX_UNPROBED = Duration.ofMinutes(5);

  /** The maximum number of instances whose integration is asked for after one round. */
  private static final int INTEGRATIONS_PER_ROUND = 8;

  private final ProbeSchedulerContext context;
  private final Consumer<LearnedIntegration> learned;
  private final CallThreadPool threads;
  private final EvolutionHttpClient http;
  private final Supplier<Collection<InstanceBinding>> bindings;
  private final Map<EvolutionServerUrl, ProbedServer> servers = new ConcurrentHashMap<>();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;
  private long nextUpdateNanos = System.nanoTime();

  public record LearnedIntegration(
      InstanceBinding number,
      WhatsAppIntegration integration,
      EvolutionServerUrl server,
      Duration took) {}

  public record ProbeSchedulerContext(
      SenderSettings settings,
      CallBreakerRegistry breakers,
      SenderMetrics metrics,
      EvolutionCredentialResolver credentials,
      InstanceIntegrationCache integrations,
      Clock clock) {}

  /** A server with its probe and the time of its next round. */
  private static final class ProbedServer {
    final ServerProbe probe;
    volatile ServerProbeTarget target;
    volatile boolean busy;
    volatile long dueNanos;
    volatile long probedNanos;

    ProbedServer(ServerProbe probe, ServerProbeTarget target, long dueNanos) {
      this.probe = probe;
      this.target = target;
      this.dueNanos = dueNanos;
      this.probedNanos = dueNanos;
    }
  }

  /** {@code learned} gets integrations that Evolution named, {@code faults} what ends the role. */
  public ServerProbeScheduler(
      ProbeSchedulerContext context,
      Supplier<Collection<InstanceBinding>> bindings,
      Consumer<LearnedIntegration> learned,
      Consumer<Throwable> faults) {
    this.context = context;
    this.bindings = bindings;
    this.learned = learned;
    this.threads = new CallThreadPool(faults);
    this.http =
        new EvolutionHttpClient(
            CONNECTIONS,
            CONNECTIONS * MAX_CONCURRENT,
            shorter(context.settings().connectTimeout(), context.settings().probeTimeout()),
            threads,
            faults::accept,
            EvolutionHttpClient.PROBE_AGENT);
  }

  public void start() {
    threads.run(this::tick);
  }

  public Map<String, ServerProbeVerdict> verdicts() {
    Map<String, ServerProbeVerdict> verdicts = new HashMap<>();
    servers.forEach((server, probed) -> verdicts.put(server.shown(), probed.probe.verdict()));
    return verdicts;
  }

  @Override
  public void close() {
    closed = true;
    threads.close();
    http.close();
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - nextUpdateNanos >= 0) {
      updateTargets(now);
      nextUpdateNanos = now + BETWEEN_UPDATES.toNanos();
    }
    for (ProbedServer probed : servers.values()) {
      if (!probed.busy && now - probed.dueNanos >= 0 && running.get() < MAX_CONCURRENT) {
        probe(probed, now);
      }
    }
    // In the pool, because reading many bindings may take time.
    threads.after(
        shorter(context.settings().probeEvery().dividedBy(4), LONGEST_TICK),
        () -> threads.run(this::tick));
  }

  private void updateTargets(long now) {
    Collection<InstanceBinding> bound = bindings.get();
    Map<EvolutionServerUrl, ServerProbeTarget> targets = ServerProbeTarget.of(bound);
    context.integrations().retain(bound);
    servers.keySet().retainAll(targets.keySet());
    targets.forEach(
        (server, target) ->
            servers.computeIfAbsent(server, added -> watch(target, now)).target = target);
    context
        .breakers()
        .retain(
            targets.keySet().stream()
                .map(EvolutionServerUrl::authority)
                .collect(Collectors.toSet()));
    context.metrics().probes(verdicts());
  }

  private ProbedServer watch(ServerProbeTarget target, long now) {
    // A random delay, so that senders and servers that start together do not probe together.
    long delay =
        ThreadLocalRandom.current().nextLong(context.settings().probeEvery().toNanos() / 5 + 1);
    return new ProbedServer(
        new ServerProbe(
            target.server(), new HttpProbeClient(), context.credentials(), context.clock()),
        target,
        now + delay);
  }

  private void probe(ProbedServer probed, long now) {
    Duration sinceAnswer = context.breakers().sinceAnswer(probed.target.server());
    boolean heardLately =
        probed.probe.verdict().finding() == ServerProbeFinding.OK
            && !probed.probe.isSuspicious()
            && sinceAnswer.compareTo(context.settings().probeEvery()) < 0
            && now - probed.probedNanos < MAX_UNPROBED.toNanos();
    if (heardLately) {
      probed.dueNanos = now + context.settings().probeEvery().minus(sinceAnswer).toNanos();
      return;
    }
    probed.busy = true;
    probed.probedNanos = now;
    running.incrementAndGet();
    ServerProbeVerdict before = probed.probe.verdict();
    long due = now + jittered(context.settings().probeEvery());
    threads.run(
        () ->
            probed
                .probe
                .round(probed.target)
                .thenAccept(verdict -> threads.here(() -> done(probed, before, verdict, due))));
  }

  private void done(
      ProbedServer probed, ServerProbeVerdict before, ServerProbeVerdict verdict, long due) {
    running.decrementAndGet();
    probed.dueNanos =
        probed.probe.isSuspicious()
            ? System.nanoTime() + context.settings().probeEvery().toNanos() / 3
            : Math.max(due, System.nanoTime());
    probed.busy = false;
    EvolutionServerUrl server = probed.target.server();
    if (closed || !servers.containsKey(server)) {
      // After the close, errors of the client say nothing about the server.
      return;
    }
    if (before.finding() != verdict.finding()) {
      LOG.atLevel(level(before, verdict))
          .log(
              "probe of an Evolution server server={} finding={} before={} detail=\"{}\"",
              server.shown(),
              verdict.finding(),
              before.finding(),
              verdict.detail());
      context.metrics().probes(verdicts());
    }
    if (!probed.probe.isSuspicious()) {
      context.breakers().probed(server, isAway(server.authority()), verdict.finding());
      if (verdict.finding().level() == 0) {
        learn(probed.target);
      }
    }
  }

  private static Level level(ServerProbeVerdict before, ServerProbeVerdict verdict) {
    boolean begins = before.finding() == ServerProbeFinding.UNKNOWN;
    return verdict.finding().level() > 0 ? Level.WARN : begins ? Level.DEBUG : Level.INFO;
  }

  /** An authority is away when all its servers, which differ by path, are. */
  private boolean isAway(String authority) {
    return servers.entrySet().stream()
        .filter(one -> one.getKey().authority().equals(authority))
        .allMatch(one -> one.getValue().probe.verdict().finding() == ServerProbeFinding.AWAY);
  }

  private void learn(ServerProbeTarget target) {
    List<InstanceBinding> numbers =
        context.integrations().toAsk(target.server(), target.numbers(), INTEGRATIONS_PER_ROUND);
    for (InstanceBinding number : numbers) {
      context
          .credentials()
          .find(number.credential())
          .ifPresent(
              apikey ->
                  EvolutionRequest.fetchInstance(number.instance().name())
                      .ifPresent(request -> learn(target.server(), number, request, apikey)));
    }
  }

  private void learn(
      EvolutionServerUrl server, InstanceBinding number, EvolutionRequest request, String apikey) {
    long begin = System.nanoTime();
    http.call(server, request, apikey, context.settings().probeTimeout())
        .thenAccept(
            answer ->
                threads.here(
                    () -> {
                      var integration =
                          ProbeResponseParser.integration(answer, number.instance().name());
                      if (context.integrations().learn(number.instance(), integration)) {
                        Duration took = Duration.ofNanos(System.nanoTime() - begin);
                        learned.accept(
                            new LearnedIntegration(number, integration.get(), server, took));
                      }
                    }));
  }

  private static long jittered(Duration time) {
    return (long) (time.toNanos() * (0.9 + 0.2 * ThreadLocalRandom.current().nextDouble()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Sends probe requests on the probes' own connections. */
  private final class HttpProbeClient implements ServerProbe.ProbeClient {
    @Override
    public CompletableFuture<EvolutionCallResult> root(EvolutionServerUrl server) {
      return http.call(server, EvolutionRequest.root(), null, context.settings().probeTimeout());
    }

    @Override
    public CompletableFuture<EvolutionCallResult> state(
        EvolutionServerUrl server, InstanceBinding number, String apikey) {
      return EvolutionRequest.connectionState(number.instance().name())
          .map(request -> http.call(server, request, apikey, context.settings().probeTimeout()))
          .orElseGet(() -> root(server));
    }
  }
}
