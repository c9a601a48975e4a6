// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.kafka.CompactedTopicView;
import dev.carteiro.sender.call.AttemptExecutor;
import dev.carteiro.sender.call.AttemptOutcomeReporter;
import dev.carteiro.sender.call.CallBreakerRegistry;
import dev.carteiro.sender.call.CallSlotPolicy;
import dev.carteiro.sender.call.CallSlotScheduler;
import dev.carteiro.sender.call.DispatchAttempt;
import dev.carteiro.sender.call.DispatchRouteResolver;
import dev.carteiro.sender.call.InFlightDispatchCounter;
import dev.carteiro.sender.call.SendResultFactory;
import dev.carteiro.sender.call.SendResultWriter;
import dev.carteiro.sender.call.SenderRecordFactory;
import dev.carteiro.sender.call.ServerProbeScheduler;
import dev.carteiro.sender.claim.DispatchClaimSession;
import dev.carteiro.sender.evolution.CallThreadPool;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionHttpClient;
import dev.carteiro.sender.evolution.InstanceIntegrationCache;
import dev.carteiro.sender.evolution.ServerProbeVerdict;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and owns everything between a claim and its result. It outlives claim sessions. */
final class DispatchPipeline {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchPipeline.class);

  private static final Duration MAX_HANDOVER = Duration.ofSeconds(3);

  private final SenderSettings settings;
  private final SenderMetrics metrics;
  private final Clock clock;
  private final SendResultFactory results;
  private final InFlightDispatchCounter inFlight;
  private final SendResultWriter writer;
  private final CallBreakerRegistry breakers;
  private final CallThreadPool threads;
  private final EvolutionHttpClient http;
  private final AttemptExecutor executor;
  private final ServerProbeScheduler prober;

  /** Builds everything and starts the probes; {@code faults} gets what ends the role. */
  DispatchPipeline(
      SenderSettings settings,
      SenderMetrics metrics,
      Clock clock,
      String senderId,
      CompactedTopicView<InstanceBinding> bindings,
      Consumer<Throwable> faults) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    results = new SendResultFactory(senderId, clock);
    inFlight = new InFlightDispatchCounter(settings.maxInFlight());
    metrics.inFlight(inFlight::count);
    writer = new SendResultWriter(SenderKafkaClients.results(settings), metrics, clock);
    breakers =
        new CallBreakerRegistry(
            settings,
            metrics,
            clock,
            senderId,
            alert -> writer.write(SenderRecordFactory.of(alert), () -> {}));
    threads = new CallThreadPool(faults);
    EvolutionCredentialResolver credentials = new EvolutionCredentialResolver(settings);
    InstanceIntegrationCache integrations = new InstanceIntegrationCache(bindings::get, clock);
    http =
        new EvolutionHttpClient(
            settings.connectionsPerHost(),
            settings.connectionsPerHost() * settings.hosts(),
            settings.connectTimeout(),
            threads,
            faults::accept,
            EvolutionHttpClient.MESSAGE_AGENT);
    CallSlotPolicy limits = CallSlotPolicy.from(settings);
    CallSlotScheduler<DispatchAttempt> slots = new CallSlotScheduler<>(limits);
    metrics.slots(slots, limits);
    executor =
        new AttemptExecutor(
            settings,
            new DispatchRouteResolver(bindings::get, credentials),
            breakers,
            http,
            new AttemptOutcomeReporter(results, writer, metrics, inFlight, integrations),
            slots,
            threads,
            clock);
    prober =
        new ServerProbeScheduler(
            new ServerProbeScheduler.ProbeSchedulerContext(
                settings, breakers, metrics, credentials, integrations, clock),
            () -> bindings.entries().values(),
            learned -> writer.write(SenderRecordFactory.of(results.integration(learned)), () -> {}),
            faults);
    prober.start();
  }

  /** Opens a session: a new member of the consumer group with a new transactional producer. */
  DispatchClaimSession session(SenderStatus status, BooleanSupplier closing) {
    Producer<byte[], byte[]> producer = SenderKafkaClients.claims(settings);
    try {
      return new DispatchClaimSession(
          SenderKafkaClients.consumer(settings),
          producer,
          SenderKafkaClients.batch(settings),
          new DispatchClaimSession.ClaimSessionContext(
              results,
              executor::accept,
              inFlight,
              status,
              metrics,
              clock,
              handover(settings.shutdown().grace()),
              closing));
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  Map<String, ServerProbeVerdict> servers() {
    return prober.verdicts();
  }

  /** How long a stopping session keeps its partitions; the rest of the grace is for slow calls. */
  private static Duration handover(Duration grace) {
    Duration part = grace.dividedBy(3);
    return part.compareTo(MAX_HANDOVER) < 0 ? part : MAX_HANDOVER;
  }

  /** Returns why results are not written to Kafka; null when they are. */
  String problem() {
    return writer.problem();
  }

  /** Ends all attempts without a running call as not sent. Running calls continue. */
  void stop() {
    executor.stop();
  }

  /** Waits for running calls and, in the {@code flush} part of the grace, for results. */
  void close(Duration grace, Duration flush) {
    Duration calls = grace.minus(flush);
    if (!inFlight.awaitNone(calls.isNegative() ? Duration.ZERO : calls)) {
      LOG.warn(
          "stopped before all dispatches had a result; their deadline decides count={}",
          inFlight.count());
    }
    executor.silence();
    prober.close();
    breakers.close();
    writer.flush(flush);
    threads.close();
    http.close();
    writer.close();
  }
}
