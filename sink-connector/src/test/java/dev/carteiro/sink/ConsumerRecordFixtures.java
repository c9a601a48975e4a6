// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as the sink reads them. */
public final class ConsumerRecordFixtures {
  /** The time of every record made here: 2026-11-21T02:30:45Z. */
  public static final long TIMESTAMP = 1_795_228_245_000L;

  private ConsumerRecordFixtures() {}

  public static ConsumerRecord<byte[], byte[]> of(
      Topic topic, long offset, String key, Object event) {
    return raw(topic, 0, offset, key, event == null ? null : Json.write(event));
  }

  public static ConsumerRecord<byte[], byte[]> raw(
      Topic topic, int partition, long offset, String key, byte[] value) {
    return at(topic, partition, offset, TIMESTAMP, key, value);
  }

  public static ConsumerRecord<byte[], byte[]> at(
      Topic topic, int partition, long offset, long timestamp, String key, byte[] value) {
    return new ConsumerRecord<>(
        topic.topicName(),
        partition,
        offset,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        0,
        value == null ? 0 : value.length,
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
