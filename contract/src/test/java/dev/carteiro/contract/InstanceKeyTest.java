// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.registry.TenantRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"acme", "com espaço", "a/b/c", "/", "ünï", "x\ty"})
  void anyNameComesBack(String name) {
    // Given
    InstanceKey key = new InstanceKey("gw-1.eu", name);

    // When / Then
    assertThat(InstanceKey.parse(key.text())).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "acme", "/acme", "default/", "GW/acme", "g w/acme"})
  void whatIsNoKeyIsRefused(String text) {
    // When / Then
    assertThatThrownBy(() -> InstanceKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyInstanceTopicHasTheCommonPartitionCount() {
    // When / Then
    for (Topic topic : Topic.values()) {
      if (topic.keyedByInstance()) {
        assertThat(topic.partitions(12)).isEqualTo(12);
      }
      assertThat(Topic.named(topic.topicName())).contains(topic);
      assertThat(topic.configuration(5_000_000)).containsEntry("max.message.bytes", "5000000");
    }
    assertThat(List.of(Topic.TENANT, Topic.API_KEY, Topic.ALERT, Topic.AUDIT))
        .allSatisfy(topic -> assertThat(topic.partitions(12)).isEqualTo(1));
    assertThat(List.of(Topic.WEBHOOK, Topic.SEND_DISPATCH, Topic.CLOCK))
        .allSatisfy(
            topic ->
                assertThat(topic.configuration(1))
                    .containsEntry("message.timestamp.type", "LogAppendTime"));
  }

  @Test
  void noTenantMayTakeTheNameOfNobody() {
    // When / Then
    for (String refused : List.of("unresolved", "Unresolved", "", "-a", "a b", "x".repeat(65))) {
      assertThat(TenantRecord.isTenantId(refused)).as(refused).isFalse();
    }
    assertThat(TenantRecord.isTenantId("6b1f0a52-0000-4000-8000-000000000001")).isTrue();
  }
}
