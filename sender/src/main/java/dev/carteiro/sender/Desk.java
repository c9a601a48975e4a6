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

/** Everything between a claim and its written outcome, put together; outlives claim sessions. */
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
   * @param bindings by instance key
   * @param faults hears what ends the role
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

  /** A new membership in the group. */
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
   * Begins to probe the servers that bindings name.
   *
   * @param bindings all of them
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

  /** What probing came to, by server; null before it began. */
  Map<String, ProbeVerdict> servers() {
    ServerProber current = prober;
    return current == null ? null : current.verdicts();
  }

  /** Most calls take less; a stop keeps the rest of its grace for what takes longer. */
  private static Duration handover(Duration grace) {
    Duration part = grace.dividedBy(3);
    return part.compareTo(MOST_HANDOVER) < 0 ? part : MOST_HANDOVER;
  }

  /** Why results are not where they should be; null when they are. */
  String problem() {
    return writer.problem();
  }

  /** Calls that were not made are handed back; those under way go on. */
  void stop() {
    caller.stop();
  }

  /**
   * Waits for calls and results, and ends everything.
   *
   * @param grace for all of it
   * @param flush of it, kept for results
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
