// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.alert.AlertTopicWriter.PendingAlertWrite;
import dev.carteiro.contract.event.AlertEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the alert topic for one channel, in a consumer group of its own, so that a slow channel
 * delays no other. Delivery is at least once: an offset is committed when every event before it was
 * delivered or given up. At each start it reads the topic from the beginning, so that it recognises
 * alerts that were already delivered.
 */
final class AlertChannelConsumer extends AlertTopicLoop {
  private static final Logger LOG = LoggerFactory.getLogger(AlertChannelConsumer.class);
  private static final int MAX_DIRECT = 1_000;

  private final KafkaSettings kafka;
  private final AlertNoticeChannel channel;
  private final Function<java.util.function.Consumer<AlertEvent>, NoticeQueue> queues;
  private final BlockingQueue<PendingAlertWrite> direct = new ArrayBlockingQueue<>(MAX_DIRECT);
  private final Map<AlertEvent, PendingAlertWrite> unwritten = new HashMap<>();
  private NoticeQueue current;
  private long rememberUntil;
  private boolean isNew;
  private long committed;

  /** Each start creates a queue of undelivered events; its argument gets each delivered event. */
  AlertChannelConsumer(
      KafkaSettings kafka,
      AlertNoticeChannel channel,
      Function<java.util.function.Consumer<AlertEvent>, NoticeQueue> queues) {
    super(channel.name());
    this.kafka = kafka;
    this.channel = channel;
    this.queues = queues;
    this.current = queues.apply(this::deliveredDirectly);
  }

  /** Takes an event that is not in the topic yet; false when too many wait. */
  boolean deliverDirectly(PendingAlertWrite event) {
    return direct.offer(event);
  }

  @Override
  Consumer<String, byte[]> open() {
    return AlertClientFactory.consumer(
        kafka, "carteiro-alert-" + channel.name(), "carteiro-alerts-" + channel.name());
  }

  @Override
  void step(Consumer<String, byte[]> reader) {
    boolean owns = !reader.assignment().isEmpty();
    if (owns && current.isFull()) {
      reader.pause(reader.assignment());
    }
    for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
      take(record);
    }
    addDirect();
    current.deliver();
    if (owns && current.isIdle()) {
      reader.resume(reader.assignment());
      commit(reader);
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    boolean past = record.offset() < rememberUntil;
    AlertRecordCodec.read(record)
        .ifPresent(
            event -> {
              if (past || AlertRecordCodec.isDelivered(record, channel.name())) {
                current.remember(event);
              } else {
                current.add(event);
              }
            });
    if (isNew && record.offset() + 1 >= rememberUntil) {
      isNew = false;
      current.addFiring();
    }
  }

  private void addDirect() {
    for (PendingAlertWrite next = direct.poll(); next != null; next = direct.poll()) {
      unwritten.put(next.event, next);
      current.add(next.event);
    }
  }

  private void commit(Consumer<String, byte[]> reader) {
    long position = reader.position(AlertRecordCodec.PARTITION);
    if (position <= committed) {
      return;
    }
    try {
      reader.commitSync(Map.of(AlertRecordCodec.PARTITION, new OffsetAndMetadata(position)));
      committed = position;
    } catch (TimeoutException | RebalanceInProgressException | CommitFailedException e) {
      // Without Kafka the offset is committed later; another console delivers twice.
      LOG.debug("offset not committed channel={}", channel.name(), e);
    }
  }

  /** What a former owner left undelivered is not committed, and is delivered here. */
  @Override
  void begin(Consumer<String, byte[]> reader) {
    OffsetAndMetadata position =
        reader.committed(Set.of(AlertRecordCodec.PARTITION)).get(AlertRecordCodec.PARTITION);
    isNew = position == null;
    long end =
        reader.endOffsets(List.of(AlertRecordCodec.PARTITION)).get(AlertRecordCodec.PARTITION);
    rememberUntil = isNew ? end : position.offset();
    committed = isNew ? -1 : position.offset();
    isNew = isNew && end > 0;
    // Events that waited for Kafka are read from the topic, and delivered if they were not.
    unwritten.clear();
    current = queues.apply(this::deliveredDirectly);
    reader.seekToBeginning(List.of(AlertRecordCodec.PARTITION));
  }

  private void deliveredDirectly(AlertEvent event) {
    PendingAlertWrite known = unwritten.remove(event);
    if (known != null) {
      known.deliveredBy.add(channel.name());
    }
  }

  @Override
  public void close() {
    super.close();
    channel.close();
  }
}
