// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the alert rules on one console at a time: on the console that owns the only partition of the
 * alert topic in the group of all consoles, once that console has read the topic to its end. A
 * console that knows of no other owner judges whether Kafka is reachable all the same. Otherwise
 * nobody would: Kafka may become unreachable before it assigned the partition, or while the
 * partition moves between consoles.
 */
final class AlertLeaderLoop implements AutoCloseable {
  static final String GROUP = "carteiro-alerts";
  private static final Logger LOG = LoggerFactory.getLogger(AlertLeaderLoop.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Supplier<Consumer<String, byte[]>> readers;
  private final AlertRuleEngine engine;
  private final FiringAlertRegistry book;
  private final AlertTopicWriter writer;
  private final AlertRuleMetrics gauges;
  private final NoticeDeliveryLog log;
  private final Supplier<AlertRuleInput> observations;
  private final Duration interval;
  private final Clock clock;
  private final PeriodicTask rounds;
  private volatile Consumer<String, byte[]> consumer;
  private Instant next = Instant.MIN;
  private boolean owner;
  private boolean othersOwn;
  private long end;

  /** The objects that a round uses. */
  record LeaderComponents(
      AlertRuleEngine engine,
      FiringAlertRegistry book,
      AlertTopicWriter writer,
      AlertRuleMetrics gauges,
      NoticeDeliveryLog log) {}

  /**
   * @param readers creates a consumer in the group {@link #GROUP}
   */
  AlertLeaderLoop(
      Supplier<Consumer<String, byte[]>> readers,
      LeaderComponents tools,
      Supplier<AlertRuleInput> observations,
      Duration interval,
      Clock clock) {
    this.readers = readers;
    this.engine = tools.engine();
    this.book = tools.book();
    this.writer = tools.writer();
    this.gauges = tools.gauges();
    this.log = tools.log();
    this.observations = observations;
    this.interval = interval;
    this.clock = clock;
    this.rounds = new PeriodicTask("alert-leader", AGAIN, this::follow);
  }

  void start() {
    rounds.start();
  }

  private void follow() {
    Consumer<String, byte[]> reader = readers.get();
    consumer = reader;
    try {
      join(reader);
      while (!rounds.isStopping()) {
        step(reader);
      }
    } catch (WakeupException e) {
      LOG.debug("woken up");
    } finally {
      consumer = null;
      owner = false;
      AlertClientFactory.close(reader);
    }
  }

  void join(Consumer<String, byte[]> reader) {
    reader.subscribe(List.of(AlertRecordCodec.PARTITION.topic()), assignments(reader));
  }

  /** Reads new records, and judges the rules when the interval has passed. */
  void step(Consumer<String, byte[]> reader) {
    for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
      AlertRecordCodec.read(record).ifPresent(book::apply);
    }
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(interval);
    boolean leads = owner && reader.position(AlertRecordCodec.PARTITION) >= end;
    round(leads);
  }

  private void round(boolean leads) {
    AlertRuleInput seen = observations.get();
    boolean kafkaUp = seen.platform().kafka().map(ServiceReachability::up).orElse(true);
    List<AlertEvent> events = List.of();
    if (leads) {
      events = engine.judge(seen);
    } else if (!othersOwn && (!kafkaUp || !writer.isDone())) {
      events = engine.judge(AlertRuleId.KAFKA_DOWN, seen);
    }
    events.forEach(log::event);
    writer.add(events);
    writer.write(kafkaUp);
    gauges.update(leads, engine.verdicts(), book.counts());
  }

  private ConsumerRebalanceListener assignments(Consumer<String, byte[]> reader) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.contains(AlertRecordCodec.PARTITION)) {
          begin(reader);
        } else if (!owner) {
          othersOwn = true;
        }
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        owner = false;
      }
    };
  }

  private void begin(Consumer<String, byte[]> reader) {
    Map<TopicPartition, Long> ends = reader.endOffsets(List.of(AlertRecordCodec.PARTITION));
    end = ends.get(AlertRecordCodec.PARTITION);
    reader.seekToBeginning(List.of(AlertRecordCodec.PARTITION));
    book.clear();
    engine.reset();
    // Alerts that still wait to be written count as written.
    writer.waiting().forEach(book::apply);
    owner = true;
    othersOwn = false;
    LOG.info("[MONITOR] this console watches over alerts");
  }

  @Override
  public void close() {
    rounds.stop();
    Consumer<String, byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    rounds.close();
    writer.close();
  }
}
