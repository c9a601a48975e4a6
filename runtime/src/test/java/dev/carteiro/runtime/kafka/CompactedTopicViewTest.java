// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CompactedTopicViewTest {
  private final CompactedTopicView<TenantRecord> view =
      new CompactedTopicView<>(
          new Environment(Map.of()).bind(KafkaSettings.class), Topic.TENANT, TenantRecord.class);

  @Test
  void aRecordThatCannotBeReadIsCountedUntilOneThatCanComes() {
    // Given
    view.apply(record("a", "{\"tenantId\":\"a\",\"name\":\"first\"}"));
    view.apply(record("b", "{\"tenantId\":\"b\"}"));

    // When
    view.apply(record("a", "{\"tenantId\":"));
    view.apply(record("b", "null"));
    view.apply(record("c", "[]"));

    // Then
    assertThat(view.unreadable()).isEqualTo(3);
    assertThat(view.get("a").orElseThrow().name()).as("stays in force").isEqualTo("first");
    assertThat(view.get("c")).isEmpty();
    view.apply(record("a", "{\"tenantId\":\"a\",\"name\":\"second\"}"));
    view.apply(record("b", null));
    assertThat(view.unreadable()).isEqualTo(1);
    assertThat(view.get("a").orElseThrow().name()).isEqualTo("second");
  }

  private static ConsumerRecord<String, byte[]> record(String key, String value) {
    return new ConsumerRecord<>(
        Topic.TENANT.topicName(), 0, 0, key, value == null ? null : value.getBytes(UTF_8));
  }
}
