// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.send.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Metrics of the stages. Labels that come from outside (event names, instances) are bounded: beyond
 * the bound they are counted as {@code other}. Counters count processing, which may be repeated
 * after a crash; the stored rows are exact.
 */
public final class TopologyMetrics {
  private static final int MOST_EVENT_NAMES = 100;
  private static final int MOST_INSTANCES = 5_000;
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<String, Counter> events = new ConcurrentHashMap<>();
  private final Map<String, Counter> unknownEvents = new ConcurrentHashMap<>();
  private final Map<String, Counter> unknownTypes = new ConcurrentHashMap<>();
  private final Map<String, Counter> suppressed = new ConcurrentHashMap<>();
  private final Map<String, Counter> unchanged = new ConcurrentHashMap<>();
  private final Map<DeadLetter.Reason, Counter> deadLetters = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> sourceLag = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicLong> parkedBytes = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicLong> parkedInstances = new ConcurrentHashMap<>();
  private final Map<String, Counter> outbox = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicLong> timersLate = new ConcurrentHashMap<>();
  private final Map<Integer, OutboxLoadSnapshot> loads = new ConcurrentHashMap<>();
  private final Timer ticks;
  private final Timer lateness;

  public TopologyMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("parked.bytes", parkedBytes, TopologyMetrics::sum)
        .description("Bytes of webhooks that wait for their instance to be registered")
        .register(registry);
    Gauge.builder("parked.instances", parkedInstances, TopologyMetrics::sum)
        .description("Unregistered instances whose webhooks wait")
        .register(registry);
    Gauge.builder("timers.late.seconds", timersLate, TopologyMetrics::oldestSeconds)
        .description("How long the oldest timer that is due has waited to fire")
        .register(registry);
    registerLoad();
    this.ticks =
        Timer.builder("outbox.tick")
            .description("Time of one look at a partition's timers")
            .publishPercentileHistogram()
            .register(registry);
    this.lateness =
        Timer.builder("timer.lateness")
            .description("From a timer's time to its firing")
            .publishPercentileHistogram()
            .register(registry);
  }

  private void registerLoad() {
    for (Lane lane : Lane.values()) {
      Gauge.builder("outbox.backlog", loads, all -> sum(all, load -> load.backlog().get(lane)))
          .description("Messages that wait for their turn, by lane")
          .tag("lane", lane.text())
          .register(registry);
    }
    load("outbox.in.flight", "Attempts under way", OutboxLoadSnapshot::inFlight);
    load(
        "outbox.open.jobs",
        "Jobs that are not over, scheduled included",
        OutboxLoadSnapshot::openJobs);
    load(
        "outbox.scheduled.jobs",
        "Jobs that wait for their time",
        OutboxLoadSnapshot::scheduledJobs);
    load("outbox.manual.jobs", "Jobs that wait for a person", OutboxLoadSnapshot::manualJobs);
    load(
        "outbox.held.instances",
        "Instances that have something to send and may not",
        OutboxLoadSnapshot::heldInstances);
  }

  private void load(String name, String description, ToLongFunction<OutboxLoadSnapshot> part) {
    Gauge.builder(name, loads, all -> sum(all, part)).description(description).register(registry);
  }

  private static double sum(
      Map<Integer, OutboxLoadSnapshot> loads, ToLongFunction<OutboxLoadSnapshot> part) {
    return loads.values().stream().mapToLong(part).sum();
  }

  /** Counts a parsed webhook of a known event. */
  public void event(String name) {
    events
        .computeIfAbsent(
            bounded(events, name, MOST_EVENT_NAMES),
            event -> counter("webhook.events", "Webhooks parsed, by event", "event", event))
        .increment();
  }

  /** Counts a webhook of an event that this version does not know. */
  public void unknownEvent(String name) {
    unknownEvents
        .computeIfAbsent(
            bounded(unknownEvents, name, MOST_EVENT_NAMES),
            event ->
                counter(
                    "unknown.event", "Webhooks of events unknown to this version", "event", event))
        .increment();
  }

  /** Counts a message of a type that this version does not know, by WhatsApp's name of the type. */
  public void unknownMessageType(String name) {
    unknownTypes
        .computeIfAbsent(
            bounded(unknownTypes, name, MOST_EVENT_NAMES),
            type ->
                counter(
                    "unknown.message.type",
                    "Messages of kinds unknown to this version, repetitions included",
                    "type",
                    type))
        .increment();
  }

  /** Counts a fact that deduplication suppressed. */
  public void suppressed(String reason) {
    suppressed
        .computeIfAbsent(
            reason,
            r ->
                counter("dedup.suppressed", "Repetitions held back, by what repeated", "reason", r))
        .increment();
  }

  /** Counts a fact that changed nothing when it was merged. */
  public void unchanged(String why) {
    unchanged
        .computeIfAbsent(
            why, w -> counter("merge.unchanged", "Facts that changed nothing, by why", "reason", w))
        .increment();
  }

  /** Counts a dead letter. */
  public void deadLetter(DeadLetter.Reason reason) {
    deadLetters
        .computeIfAbsent(
            reason,
            r -> counter("dead.letters", "Dead letters written, by reason", "reason", r.name()))
        .increment();
  }

  /** Sets how old a message of the instance was when the bridge received it. */
  public void sourceLag(InstanceKey instance, Duration lag) {
    sourceLag
        .computeIfAbsent(
            bounded(sourceLag, instance.text(), MOST_INSTANCES),
            label -> {
              AtomicLong millis = new AtomicLong();
              Gauge.builder("source.lag.seconds", millis, value -> value.get() / 1000.0)
                  .description("Age of the newest message when the bridge received it")
                  .tag("instance", label)
                  .register(registry);
              return millis;
            })
        .set(lag.toMillis());
  }

  /** Counts something that happened in the outbox, by a stable name. */
  public void outbox(String what) {
    outbox
        .computeIfAbsent(
            what, w -> counter("outbox", "What happened in the outbox, by what", "what", w))
        .increment();
  }

  /**
   * Records one run of the timers of a partition.
   *
   * @param nanos how long the run took
   * @param lateMs how long the oldest due timer has waited; 0 when none is due
   */
  public void outboxTick(int partition, long nanos, long lateMs) {
    ticks.record(nanos, TimeUnit.NANOSECONDS);
    timersLate.computeIfAbsent(partition, p -> new AtomicLong()).set(lateMs);
  }

  /** Sets the load of a partition's outbox. */
  public void outboxLoad(int partition, OutboxLoadSnapshot load) {
    loads.put(partition, load);
  }

  /** Records how long after its due time a timer fired. */
  public void timerFired(long lateMs) {
    lateness.record(Math.max(0, lateMs), TimeUnit.MILLISECONDS);
  }

  /** Removes the gauges of a partition's outbox whose task was closed. */
  public void outboxLost(int partition) {
    timersLate.remove(partition);
    loads.remove(partition);
  }

  /** Sets how much is parked in one partition. */
  public void parked(int partition, long bytes, long instances) {
    parkedBytes.computeIfAbsent(partition, p -> new AtomicLong()).set(bytes);
    parkedInstances.computeIfAbsent(partition, p -> new AtomicLong()).set(instances);
  }

  /** Removes the gauges of parked webhooks of a partition whose task was closed. */
  public void partitionLost(int partition) {
    parkedBytes.remove(partition);
    parkedInstances.remove(partition);
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  private static String bounded(Map<String, ?> known, String label, int most) {
    return known.containsKey(label) || known.size() < most ? label : OTHER;
  }

  private static double oldestSeconds(Map<Integer, AtomicLong> byPartition) {
    return byPartition.values().stream().mapToLong(AtomicLong::get).max().orElse(0) / 1000.0;
  }

  private static double sum(Map<Integer, AtomicLong> byPartition) {
    return byPartition.values().stream().mapToLong(AtomicLong::get).sum();
  }
}
