// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicProvisionerTest {

  @Test
  void aSettingThatKafkasClientRefusesIsNotTakenForAnUnreachableKafka() {
    // Given
    KafkaSettings settings =
        new Environment(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "KAFKA_SECURITY_PROTOCOL", "TLS"))
            .bind(KafkaSettings.class);

    // When
    StartupException refused =
        catchThrowableOfType(StartupException.class, () -> new TopicProvisioner(settings).ensure());

    // Then
    assertThat(refused.code()).isEqualTo("KAFKA_CLIENT_REFUSED");
    assertThat(refused.isKafkaUnreachable()).isFalse();
  }
}
