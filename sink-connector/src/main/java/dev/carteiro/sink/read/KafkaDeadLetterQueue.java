// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends dead letters to the dead letter topic, with a producer that waits for all in-sync replicas.
 */
public final class KafkaDeadLetterQueue implements DeadLetterQueue {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetterQueue.class);

  /** Longer than the producer's delivery timeout, so that the producer's timeout decides. */
  private static final long WAIT_SECONDS = 30;

  private final Producer<byte[], byte[]> producer;

  public KafkaDeadLetterQueue(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public void send(List<DeadLetter> letters) throws KafkaUnavailableException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    letters.forEach(letter -> sent.add(produce(letter)));
    for (int i = 0; i < sent.size(); i++) {
      await(letters.get(i), sent.get(i));
    }
  }

  private void await(DeadLetter letter, Future<RecordMetadata> sent)
      throws KafkaUnavailableException {
    try {
      sent.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RecordTooLargeException) || letter.bytes() == null) {
        throw new KafkaUnavailableException("Kafka did not take a dead letter", e.getCause());
      }
      // Encoded as base64, the largest records exceed the topic's limit. Their bytes are still in
      // the original topic.
      LOG.warn(
          "dead letter sent without its bytes, they are too large id={} bytes={}",
          letter.id(),
          letter.bytes().length);
      await(withoutBytes(letter), produce(withoutBytes(letter)));
    } catch (TimeoutException | KafkaException e) {
      throw new KafkaUnavailableException("Kafka did not take a dead letter", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaUnavailableException("interrupted while sending a dead letter", e);
    }
  }

  private Future<RecordMetadata> produce(DeadLetter letter) {
    byte[] key =
        letter.instance() == null ? null : letter.instance().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topic.DEAD_LETTER.topicName(), key, Json.write(letter));
    if (letter.traceId() != null) {
      record
          .headers()
          .add(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.bytes(letter.traceId()));
    }
    return producer.send(record);
  }

  private static DeadLetter withoutBytes(DeadLetter letter) {
    return new DeadLetter(
        letter.version(),
        letter.id(),
        letter.stage(),
        letter.reason(),
        "%s; its %d bytes are too large for a dead letter and stay at the original coordinates"
            .formatted(letter.detail(), letter.bytes().length),
        letter.tenantId(),
        letter.instance(),
        letter.event(),
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.headers(),
        null,
        letter.failedAt(),
        letter.traceId());
  }
}
