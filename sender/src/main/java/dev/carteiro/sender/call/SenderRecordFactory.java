// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.send.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the Kafka records that the sender writes. */
public final class SenderRecordFactory {
  private SenderRecordFactory() {}

  public static ProducerRecord<byte[], byte[]> of(SendResult result) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topic.SEND_RESULT.topicName(), bytes(result.instance().text()), Json.write(result));
    if (result.traceId() != null) {
      record
          .headers()
          .add(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.bytes(result.traceId()));
    }
    return record;
  }

  /** A result about a partition, which dispatch and result topic have alike. */
  public static ProducerRecord<byte[], byte[]> of(SendResult ofPartition, int partition) {
    return new ProducerRecord<>(
        Topic.SEND_RESULT.topicName(), partition, null, Json.write(ofPartition));
  }

  public static ProducerRecord<byte[], byte[]> of(AlertEvent alert) {
    return new ProducerRecord<>(Topic.ALERT.topicName(), bytes(alert.id()), Json.write(alert));
  }

  public static ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> unreadable, Instant now) {
    Map<String, String> headers = CarteiroRecordHeaders.texts(unreadable.headers());
    String instance =
        unreadable.key() == null ? null : new String(unreadable.key(), StandardCharsets.UTF_8);
    return new ProducerRecord<>(
        Topic.DEAD_LETTER.topicName(),
        unreadable.key(),
        Json.write(
            new DeadLetter(
                DeadLetter.VERSION,
                "%s-%d-%d-0"
                    .formatted(unreadable.topic(), unreadable.partition(), unreadable.offset()),
                "sender",
                DeadLetter.Reason.UNREADABLE_RECORD,
                "this is no dispatch; nothing was sent",
                null,
                instance,
                null,
                unreadable.topic(),
                unreadable.partition(),
                unreadable.offset(),
                headers,
                unreadable.value(),
                now,
                headers.get(CarteiroRecordHeaders.TRACE_ID))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
