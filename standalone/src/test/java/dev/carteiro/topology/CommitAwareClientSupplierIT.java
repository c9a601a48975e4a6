// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real transaction, because only a producer's own commit says that it is over. */
class CommitAwareClientSupplierIT {
  private static final int MAX_RECORD_BYTES = 1024 * 1024;

  @TempDir static Path directory;

  @Test
  void aCommitIsToldAndAnAbortIsNot() {
    // Given
    AtomicInteger told = new AtomicInteger();
    CommitAwareClientSupplier clients = new CommitAwareClientSupplier(told::incrementAndGet);
    try (EmbeddedKafkaBroker broker =
            EmbeddedKafkaBroker.start(
                EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
                    directory, MAX_RECORD_BYTES));
        Producer<byte[], byte[]> producer =
            clients.getProducer(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    broker.bootstrapServers(),
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "test"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.abortTransaction();
      assertThat(told).hasValue(0);

      // When
      producer.beginTransaction();
      producer.commitTransaction();

      // Then
      assertThat(told).hasValue(1);
    }
  }
}
