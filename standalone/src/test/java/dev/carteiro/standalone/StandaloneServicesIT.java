// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} tells the roles about the services below them. */
class StandaloneServicesIT {
  @TempDir private Path directory;
  private Environment given;

  @BeforeEach
  void chooseDirectoryAndPorts() {
    given =
        new Environment(
            new TreeMap<>(
                Map.of(
                    "DATA_DIR", directory.resolve("data").toString(),
                    "EMBEDDED_KAFKA_PORT", Integer.toString(LoopbackPorts.anyFree()),
                    "EMBEDDED_KAFKA_CONTROLLER_PORT", Integer.toString(LoopbackPorts.anyFree()))));
  }

  @Test
  void aNewKafkaHasFewPartitionsUnlessTheSettingAsksForMore() {
    try (StandaloneServices services = new StandaloneServices(given)) {
      services.startKafka();
      assertThat(services.environment().bind(KafkaSettings.class).partitions()).isEqualTo(4);
      assertThat(services.addresses()).containsEntry("TOPIC_PARTITIONS", "4");
    }
  }

  @Test
  void anExistingKafkaKeepsItsPartitionCount() {
    // Given
    try (StandaloneServices services =
        new StandaloneServices(given.with(Map.of("TOPIC_PARTITIONS", "6")))) {
      services.startKafka();
      new TopicProvisioner(services.environment().bind(KafkaSettings.class)).ensure();
    }
    // When
    try (StandaloneServices services = new StandaloneServices(given)) {
      services.startKafka();
      // Then
      assertThat(services.environment().bind(KafkaSettings.class).partitions()).isEqualTo(6);
    }
  }
}
