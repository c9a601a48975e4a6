// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class BridgeStartTest {

  @Test
  void withoutKafkaThePortIsOpenAndAnswers503() {
    // Given
    Runnable away =
        () -> {
          throw new StartupException("KAFKA_UNREACHABLE", "no Kafka broker answers at 127.0.0.1:1");
        };
    try (BridgeHarness bridge = BridgeHarness.unreachable(away)) {
      // When
      HttpResponse<String> answer = bridge.post("/webhooks/evolution", "{}");
      // Then
      HttpResponse<String> ready = bridge.send(bridge.request("/health/ready").build());
      HttpResponse<String> live = bridge.send(bridge.request("/health/live").build());
      HttpResponse<String> api = bridge.api("GET", "/api/tenants", null, "ck_unknown-key");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("no Kafka broker answers at 127.0.0.1:1");
      assertThat(live.statusCode()).isEqualTo(200);
      assertThat(api.statusCode()).isEqualTo(503);
    }
  }

  @Test
  void topicsThatCannotServeEndTheStart() {
    // Given
    Runnable mismatch =
        () -> {
          throw new StartupException("TOPIC_PARTITIONS_MISMATCH", "topic x has 3 partitions");
        };
    // When
    // Then
    assertThatThrownBy(() -> BridgeHarness.unreachable(mismatch).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("topic x has 3 partitions");
  }
}
