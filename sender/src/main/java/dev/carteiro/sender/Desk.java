// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.event.InstanceBinding;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds and owns everything between a claim and its written result: breakers, slots, threads, HTTP
 * client, probes, result writer. It outlives claim sessions.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private static final Duration MOST_HANDOVER = Duration.ofSeconds(3);

  private final SenderSettings settings;
  private final SenderMetrics metrics;
  private final Clock clock;
  private final Results results;
  private final InFlight inFlight;
  private final ResultWriter writer;
  private final Breakers breakers;
  private final CallThreads threads;
  private final EvolutionHttp http;
  private final Caller caller;
  private final Credentials credentials;
  private final Integrations integrations;
  private final Consumer<Throwable> faults;
  private volatile ServerProber prober;

  /**
   * @param bindings finds a binding by instance key
   * @param faults receives an error that ends the role
   */
  Desk(
      SenderSettings settings,
      SenderMetrics metrics,
      Clock clock,
      String senderId,
      Function<String, Optional<InstanceBinding>> bindings,
      Consumer<Throwable> faults) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.faults = faults;
    credentials = new Credentials(settings);
    results = new Results(senderId, clock);
    inFlight = new InFlight(settings.maxInFlight());
    metrics.inFlight(inFlight::count);
    writer = new ResultWriter(SenderClients.results(settings), metrics, clock);
    breakers =
        new Breakers(
            settings, metrics, clock, senderId, alert -> writer.write(Records.of(alert), () -> {}));
    threads = new CallThreads(faults);
    integrations = new Integrations(bindings, clock);
    http =
        new EvolutionHttp(
            settings.connectionsPerHost(),
            settings.connectionsPerHost() * settings.hosts(),
            settings.connectTimeout(),
            threads,
            faults::accept);
    SlotRules rules = SlotRules.from(settings);
    CallSlots<Attempt> slots = new CallSlots<>(rules);
    metrics.slots(slots, rules);
    caller =
        new Caller(
            settings,
            new Routes(bindings, credentials),
            breakers,
            http,
            new Reports(results, writer, metrics, inFlight, integrations),
            slots,
            threads,
            clock);
  }

  /** Opens a session: a new member of the consumer group with a new transactional producer. */
  ClaimSession session(SenderStatus status, BooleanSupplier closing) {
    Producer<byte[], byte[]> producer = SenderClients.claims(settings);
    try {
      return new ClaimSession(
          SenderClients.consumer(settings),
          producer,
          SenderClients.batch(settings),
          new ClaimSession.Context(
              results,
              caller::accept,
              inFlight,
              status,
              metrics,
              clock,
              handover(settings.shutdownGrace()),
              closing));
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Starts probing the servers that bindings name.
   *
   * @param bindings all bindings
   */
  void probe(Supplier<Collection<InstanceBinding>> bindings) {
    prober =
        new ServerProber(
            new ServerProber.Context(settings, breakers, metrics, credentials, integrations, clock),
            bindings,
            told -> writer.write(Records.of(results.integration(told)), () -> {}),
            faults);
    prober.start();
  }

  /** The latest probe results by server; null before probing started. */
  Map<String, ProbeVerdict> servers() {
    ServerProber current = prober;
    return current == null ? null : current.verdicts();
  }

  /**
   * The time for which a stopping session keeps its partitions: a third of the grace period, at
   * most 3 s. Most calls take less, and the rest of the grace period is for those that do not.
   */
  private static Duration handover(Duration grace) {
    Duration part = grace.dividedBy(3);
    return part.compareTo(MOST_HANDOVER) < 0 ? part : MOST_HANDOVER;
  }

  /** Returns why results are not written to Kafka; null when they are. */
  String problem() {
    return writer.problem();
  }

  /** Ends all attempts without a running call as not sent. Running calls continue. */
  void stop() {
    caller.stop();
  }

  /**
   * Waits for running calls and unwritten results, then closes everything.
   *
   * @param grace maximum time for all of it
   * @param flush the part of it that is kept for writing results
   */
  void close(Duration grace, Duration flush) {
    Duration calls = grace.minus(flush);
    if (!inFlight.awaitNone(calls.isNegative() ? Duration.ZERO : calls)) {
      LOG.warn(
          "stopped with dispatches not answered; their deadline in the topology decides count={}",
          inFlight.count());
    }
    caller.silence();
    ServerProber current = prober;
    if (current != null) {
      current.close();
    }
    breakers.close();
    writer.flush(flush);
    threads.close();
    http.close();
    writer.close();
  }
}
