// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the alert rules on one console at a time: on the console that owns the only partition of the
 * alert topic in the group of all consoles, once that console has read the topic to its end. A
 * console that knows of no other owner judges whether Kafka is reachable all the same. Otherwise
 * nobody would: Kafka may become unreachable before it assigned the partition, or while the
 * partition moves between consoles.
 */
final class AlertLeaderLoop extends AlertTopicLoop {
  static final String GROUP = "carteiro-alerts";
  private static final Logger LOG = LoggerFactory.getLogger(AlertLeaderLoop.class);

  private final Supplier<Consumer<String, byte[]>> readers;
  private final LeaderComponents components;
  private final Supplier<AlertRuleInput> inputs;
  private final Duration interval;
  private final Clock clock;
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
    super("leader");
    this.readers = readers;
    this.components = components;
    this.inputs = inputs;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  Consumer<String, byte[]> open() {
    return readers.get();
  }

  /** Reads new records, and judges the rules when the interval has passed. */
  @Override
  void step(Consumer<String, byte[]> reader) {
    for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
      AlertRecordCodec.read(record).ifPresent(components.alerts()::apply);
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
      events = components.engine().judge(input);
    } else if (!othersOwn && (!kafkaUp || !components.writer().isDone())) {
      events = components.engine().judge(AlertRuleId.KAFKA_DOWN, input);
    }
    events.forEach(components.log()::event);
    components.writer().add(events);
    components.writer().write(kafkaUp);
    components
        .metrics()
        .update(leads, components.engine().verdicts(), components.alerts().counts());
  }

  @Override
  void assignedElsewhere() {
    othersOwn |= !owner;
  }

  @Override
  void revoked() {
    owner = false;
  }

  @Override
  void begin(Consumer<String, byte[]> reader) {
    Map<TopicPartition, Long> ends = reader.endOffsets(List.of(AlertRecordCodec.PARTITION));
    end = ends.get(AlertRecordCodec.PARTITION);
    reader.seekToBeginning(List.of(AlertRecordCodec.PARTITION));
    components.alerts().clear();
    components.engine().reset();
    // Alerts that still wait to be written count as written.
    components.writer().waiting().forEach(components.alerts()::apply);
    owner = true;
    othersOwn = false;
    LOG.info("[MONITOR] this console judges alerts");
  }

  @Override
  public void close() {
    super.close();
    components.writer().close();
  }
}
