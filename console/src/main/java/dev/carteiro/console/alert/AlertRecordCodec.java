// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the records of the alert topic. */
final class AlertRecordCodec {
  private static final Logger LOG = LoggerFactory.getLogger(AlertRecordCodec.class);

  /** The topic's only partition. Its owner judges alerts, and all readers see the same order. */
  static final TopicPartition PARTITION = new TopicPartition(Topic.ALERT.topicName(), 0);

  /** Header with the channels that delivered the alert before Kafka did, comma-separated. */
  private static final String DELIVERED_BY = "carteiro-alert-told";

  private AlertRecordCodec() {}

  static ProducerRecord<String, byte[]> write(AlertEvent event, Set<String> deliveredBy) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topic.ALERT.topicName(), event.id(), Json.write(event));
    if (!deliveredBy.isEmpty()) {
      record
          .headers()
          .add(
              DELIVERED_BY,
              String.join(",", new TreeSet<>(deliveredBy)).getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  /** The event of a record; empty, with a log line, if the record is not a valid alert. */
  static Optional<AlertEvent> read(ConsumerRecord<String, byte[]> record) {
    try {
      AlertEvent event =
          record.value() == null ? null : Json.read(record.value(), AlertEvent.class);
      if (event != null
          && event.id() != null
          && event.rule() != null
          && event.state() != null
          && event.at() != null) {
        return Optional.of(event);
      }
    } catch (IOException e) {
      LOG.debug("not an alert offset={}", record.offset(), e);
    }
    LOG.warn("[MONITOR] unreadable alert ignored offset={}", record.offset());
    return Optional.empty();
  }

  static boolean isDelivered(ConsumerRecord<String, byte[]> record, String channel) {
    Header header = record.headers().lastHeader(DELIVERED_BY);
    return header != null
        && Arrays.asList(new String(header.value(), StandardCharsets.UTF_8).split(","))
            .contains(channel);
  }
}
