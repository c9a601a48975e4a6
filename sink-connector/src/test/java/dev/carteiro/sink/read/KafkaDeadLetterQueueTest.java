// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.sink.SinkEventFixtures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaDeadLetterQueueTest {

  /** A producer that refuses values above a size, as the real one does, or everything. */
  private static final class SizeLimitedProducer extends MockProducer<byte[], byte[]> {
    private final int limit;

    SizeLimitedProducer(int limit) {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      this.limit = limit;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      if (limit == 0) {
        return CompletableFuture.failedFuture(new TimeoutException("not delivered in time"));
      }
      return record.value().length > limit
          ? CompletableFuture.failedFuture(new RecordTooLargeException("too large"))
          : super.send(record);
    }
  }

  @Test
  void aDeadLetterGoesToItsTopicUnderItsInstance() throws Exception {
    // Given
    SizeLimitedProducer producer = new SizeLimitedProducer(1_000_000);

    // When
    new KafkaDeadLetterQueue(producer).send(List.of(letter(new byte[10])));

    // Then
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo(Topic.DEAD_LETTER.topicName());
    assertThat(sent.key()).asString().isEqualTo("default/acme");
    assertThat(Json.read(sent.value(), DeadLetter.class).bytes()).hasSize(10);
  }

  @Test
  void oneThatIsTooLargeGoesWithoutItsBytesAndSaysSo() throws Exception {
    // Given
    SizeLimitedProducer producer = new SizeLimitedProducer(1_000);

    // When
    new KafkaDeadLetterQueue(producer).send(List.of(letter(new byte[5_000])));

    // Then
    DeadLetter sent = Json.read(producer.history().get(0).value(), DeadLetter.class);
    assertThat(sent.bytes()).isNull();
    assertThat(sent.detail()).contains("5000 bytes").contains("original coordinates");
  }

  @Test
  void whatKafkaDoesNotTakeIsReported() {
    // Given
    KafkaDeadLetterQueue queue = new KafkaDeadLetterQueue(new SizeLimitedProducer(0));

    // When / Then
    assertThatThrownBy(() -> queue.send(List.of(letter(new byte[1]))))
        .isInstanceOf(KafkaUnavailableException.class);
  }

  private static DeadLetter letter(byte[] bytes) {
    return new DeadLetter(
        1,
        "t-0-1-0",
        "sink",
        DeadLetter.Reason.REJECTED_BY_DATABASE,
        "refused",
        "t1",
        "default/acme",
        null,
        "t",
        0,
        1,
        null,
        bytes,
        SinkEventFixtures.T0,
        "trace");
  }
}
