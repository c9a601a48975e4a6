// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * The clients of a stream thread, whose producer tells when a commit is over. Kafka Streams tells
 * nobody, and takes no other supplier than a subclass of its own for the group protocol {@code
 * streams}.
 */
final class CommitAwareClientSupplier extends DefaultKafkaClientSupplier {
  private final Runnable committed;

  /**
   * @param committed runs after each commit, in the thread that committed
   */
  CommitAwareClientSupplier(Runnable committed) {
    this.committed = committed;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public void commitTransaction() {
        super.commitTransaction();
        committed.run();
      }
    };
  }
}
