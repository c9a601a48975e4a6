// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The properties that promises stand on; on one broker their loss would show once in a blue moon.
 */
class StreamsPropertiesFactoryTest {

  @Test
  void whatIsRememberedAndWhatIsWrittenCommitTogether() {
    // When
    Map<String, Object> properties = properties(Map.of());

    // Then
    assertThat(properties)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 200L)
        .containsEntry("producer.linger.ms", 200)
        .containsEntry("ensure.explicit.internal.resource.naming", true);
  }

  @Test
  void aCommitIntervalThatWasChosenLongerIsKept() {
    // When
    Map<String, Object> properties = properties(Map.of("TOPOLOGY_COMMIT_INTERVAL", "PT1S"));

    // Then
    assertThat(properties).containsEntry("commit.interval.ms", 1_000L);
  }

  @Test
  void everyTopicAndRequestHoldsTheLargestRecord() {
    // Given
    int body = 1_000_000;

    // When
    Map<String, Object> properties =
        properties(Map.of("WEBHOOK_MAX_BODY_BYTES", Integer.toString(body)));

    // Then
    int largest = body * 5 / 2 + 1024 * 1024;
    assertThat(properties)
        .containsEntry("producer.max.request.size", largest)
        .containsEntry("topic.max.message.bytes", Integer.toString(largest));
    assertThat((int) Integer.valueOf((String) properties.get("topic.segment.bytes")))
        .isGreaterThanOrEqualTo(largest);
  }

  @Test
  void theStreamsProtocolLeavesSessionsToTheBroker() {
    // When
    Map<String, Object> properties = properties(Map.of("TOPOLOGY_GROUP_PROTOCOL", "streams"));

    // Then
    assertThat(properties)
        .containsEntry("group.protocol", "streams")
        .doesNotContainKey("main.consumer.session.timeout.ms");
  }

  @Test
  void aProcessWithANameKeepsItsPlaceInTheGroup() {
    // Given
    String name = "KAFKA_GROUP_INSTANCE_ID";

    // When
    Map<String, Object> classic = properties(Map.of(name, "topology-0"));
    Map<String, Object> streams =
        properties(Map.of(name, "topology-0", "TOPOLOGY_GROUP_PROTOCOL", "streams"));

    // Then
    assertThat(classic).containsEntry("main.consumer.group.instance.id", "topology-0");
    assertThat(streams).doesNotContainKey("main.consumer.group.instance.id");
  }

  private static Map<String, Object> properties(Map<String, String> environment) {
    return StreamsPropertiesFactory.of(
        new Environment(environment).bind(TopologySettings.class), new SimpleMeterRegistry());
  }
}
