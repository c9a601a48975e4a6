// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeyPartitionerTest {

  @Test
  void aKeyHasThePartitionThatKafkasOwnPartitionerGivesIt() {
    for (int n = 0; n < 1_000; n++) {
      // Given
      String key = "default/número " + n;
      // When
      int partition = KeyPartitioner.of(key, 12);
      // Then
      assertThat(partition)
          .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), 12));
    }
  }
}
