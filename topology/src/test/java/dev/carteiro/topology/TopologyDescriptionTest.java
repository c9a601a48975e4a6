// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Names of nodes, stores and topics outlive releases: a change of this description is a change of
 * what is kept on disk and in changelogs, and must be meant. To accept one, replace {@code
 * topology.txt} by what the failure shows.
 */
class TopologyDescriptionTest {

  @Test
  void theDescriptionIsTheOneThatWasAgreed() throws IOException {
    // Given
    TopologySettings settings = new Environment(Map.of()).bind(TopologySettings.class);
    String agreed;
    try (InputStream golden = getClass().getResourceAsStream("/topology.txt")) {
      agreed = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
    }

    // When
    String description = CarteiroTopology.describe(settings).describe().toString();

    // Then
    assertThat(description.strip()).isEqualTo(agreed.strip());
  }
}
