// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.sender.SenderMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SendResultWriterTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> written = new CopyOnWriteArrayList<>();

  @Test
  void aRecordIsTriedUntilKafkaHasIt() {
    // Given
    try (SendResultWriter writer = writer()) {
      writer.write(record(), () -> written.add("done"));
      refuse();
      refuse();
      // When
      Awaitility.await().until(producer::completeNext);
      // Then
      Awaitility.await().until(() -> written.equals(List.of("done")));
      assertThat(writer.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(registry.get("sender.result.write.retries").counter().count()).isEqualTo(2);
      assertThat(producer.history()).hasSize(3);
    }
  }

  @Test
  void aProducerThatThrowsIsTriedAgainToo() {
    // Given
    producer.sendException = new TimeoutException("no metadata");
    try (SendResultWriter writer = writer()) {
      writer.write(record(), () -> written.add("done"));
      Awaitility.await()
          .until(() -> registry.get("sender.result.write.retries").counter().count() > 1);
      // When
      producer.sendException = null;
      // Then
      Awaitility.await().until(producer::completeNext);
      Awaitility.await().until(() -> !written.isEmpty());
    }
  }

  @Test
  void whatKafkaDoesNotTakeIsSaid() {
    // Given
    try (SendResultWriter writer = writer()) {
      // When
      writer.write(record(), () -> written.add("done"));
      // Then
      assertThat(writer.flush(Duration.ofMillis(1))).isFalse();
      assertThat(registry.get("sender.results.unwritten").gauge().value()).isEqualTo(1);
      assertThat(writer.problem()).isNull();
    }
  }

  private void refuse() {
    Awaitility.await().until(() -> producer.errorNext(new TimeoutException("no answer")));
  }

  private SendResultWriter writer() {
    return new SendResultWriter(producer, new SenderMetrics(registry), Clock.systemUTC());
  }

  private static ProducerRecord<byte[], byte[]> record() {
    return new ProducerRecord<>("topic", new byte[0], new byte[0]);
  }
}
