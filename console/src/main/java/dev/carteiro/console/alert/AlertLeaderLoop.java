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
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

  private final Supplier<Consumer<String, byte[]>> readers;
  private final AlertRuleEngine engine;
  private final FiringAlertRegistry alerts;
  private final AlertTopicWriter writer;
  private final AlertRuleMetrics metrics;
  private final NoticeDeliveryLog log;
  private final Supplier<AlertRuleInput> inputs;
  private final Duration interval;
  private final Clock clock;
  private final PeriodicTask task;
  private volatile Consumer<String, byte[]> consumer;
  private Instant next = Instant.MIN;
  private boolean owner;
  private boolean othersOwn;
  private long end;

  record LeaderComponents(
      AlertRuleEngine engine,
      FiringAlertRegistry alerts,
      AlertTopicWriter writer,
      AlertRuleMetrics metrics,
      NoticeDeliveryLog log) {}

  /** Each reader is a consumer in the group {@link #GROUP}. */
  AlertLeaderLoop(
      Supplier<Consumer<String, byte[]>> readers,
      LeaderComponents components,
      Supplier<AlertRuleInput> inputs,
      Duration interval,
      Clock clock) {
    this.readers = readers;
    this.engine = components.engine();
    this.alerts = components.alerts();
    this.writer = components.writer();
    this.metrics = components.metrics();
    this.log = components.log();
    this.inputs = inputs;
    this.interval = interval;
    this.clock = clock;
    this.task = new PeriodicTask("alert-leader", RETRY_PAUSE, this::consume);
  }

  void start() {
    task.start();
  }

  private void consume() {
    Consumer<String, byte[]> reader = readers.get();
    consumer = reader;
    try {
      join(reader);
      while (!task.isStopping()) {
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
      AlertRecordCodec.read(record).ifPresent(alerts::apply);
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
    AlertRuleInput input = inputs.get();
    boolean kafkaUp =
        input
            .platform()
            .flatMap(PlatformRuleInput::kafka)
            .map(ServiceReachability::up)
            .orElse(true);
    List<AlertEvent> events = List.of();
    if (leads) {
      events = engine.judge(input);
    } else if (!othersOwn && (!kafkaUp || !writer.isDone())) {
      events = engine.judge(AlertRuleId.KAFKA_DOWN, input);
    }
    events.forEach(log::event);
    writer.add(events);
    writer.write(kafkaUp);
    metrics.update(leads, engine.verdicts(), alerts.counts());
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
    alerts.clear();
    engine.reset();
    // Alerts that still wait to be written count as written.
    writer.waiting().forEach(alerts::apply);
    owner = true;
    othersOwn = false;
    LOG.info("[MONITOR] this console judges alerts");
  }

  @Override
  public void close() {
    task.stop();
    Consumer<String, byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    task.close();
    writer.close();
  }
}
