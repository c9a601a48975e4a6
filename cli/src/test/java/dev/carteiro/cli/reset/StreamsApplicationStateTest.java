// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.reset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.Topic;
import dev.carteiro.topology.CarteiroTopology;
import dev.carteiro.topology.TopologySettings;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

class StreamsApplicationStateTest {

  @Test
  void whatBecomesOfEachTopicThatTheTopologyReadsIsDecided() {
    // Given
    TopologyDescription topology =
        CarteiroTopology.describe(new Environment(Map.of()).bind(TopologySettings.class))
            .describe();

    // When
    Set<String> read =
        topology.subtopologies().stream()
            .flatMap(part -> part.nodes().stream())
            .filter(TopologyDescription.Source.class::isInstance)
            .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
            .collect(Collectors.toSet());

    // Then
    assertThat(
            Stream.concat(
                    StreamsApplicationState.READ_AGAIN.stream(),
                    StreamsApplicationState.PASSED_OVER.stream())
                .map(Topic::topicName))
        .containsExactlyInAnyOrderElementsOf(read);
  }
}
