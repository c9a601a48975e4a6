// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.topology.RefusedJobFixture;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import java.nio.file.Path;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryDocumentFactoryTest {
  @TempDir Path state;

  @Test
  void aJobThatWhatsAppRefusedSaysWhy() {
    try (RefusedJobFixture refused = new RefusedJobFixture(state)) {
      // Given
      LocalPartitionStores stores = stores(refused);

      // When
      ObjectNode job =
          EntryDocumentFactory.job(
              stores, EntryDocumentFactory.job(stores, refused.jobId()).orElseThrow());

      // Then
      assertThat(job.path("state").asText()).isEqualTo("failed");
      assertThat(job.at("/error/code").asText()).isEqualTo("131049");
      assertThat(job.at("/error/title").asText()).isEqualTo("Not delivered");
    }
  }

  private static LocalPartitionStores stores(RefusedJobFixture refused) {
    return new LocalPartitionStores() {
      @Override
      public byte[] get(String store, byte[] key) {
        return refused.store(store).get(Bytes.wrap(key));
      }

      @Override
      public boolean scan(String store, byte[] from, BiPredicate<byte[], byte[]> visitor) {
        throw new UnsupportedOperationException();
      }

      @Override
      public long lag(String store) {
        return 0;
      }
    };
  }
}
