// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.sink.table.SinkTopic;
import dev.carteiro.sink.table.UnreadableRecordException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Converts a record of any stored topic to the rows that it becomes. */
public final class SinkRecordReader {
  public RowChange read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
    SinkTopic<?> topic = SinkTables.topic(record.topic());
    if (topic == null) {
      throw new UnreadableRecordException("records of this topic are not stored");
    }
    return read(topic, record);
  }

  private static <T> RowChange read(SinkTopic<T> topic, ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    T value = topic.parser().parse(record);
    return new RowChange(
        topic.tenantId().apply(value),
        topic.traceId().apply(value),
        topic.receivedAt() == null
            ? null
            : receivedAt(record.headers()).orElseGet(() -> topic.receivedAt().apply(value)),
        batch -> batch.add(topic, value));
  }

  /** When the bridge received the webhook; empty without a header that is milliseconds. */
  static Optional<Instant> receivedAt(Headers headers) {
    return CarteiroRecordHeaders.text(headers, CarteiroRecordHeaders.RECEIVED_AT)
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
  }
}
