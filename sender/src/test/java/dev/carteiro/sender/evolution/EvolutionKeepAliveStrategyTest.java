// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionKeepAliveStrategyTest {

  @ParameterizedTest
  @CsvSource({
    "timeout=5, 3500",
    "'timeout=72, max=100', 70500",
    "timeout=1, 1",
    "max=5, 3000",
    ", 3000"
  })
  void aConnectionIsGivenUpBeforeTheServerDoes(String announced, long milliseconds) {
    // Given
    BasicHttpResponse response = new BasicHttpResponse(201);
    if (announced != null) {
      response.addHeader("Keep-Alive", announced);
    }
    // When
    long kept =
        new EvolutionKeepAliveStrategy()
            .getKeepAliveDuration(response, HttpCoreContext.create())
            .toMilliseconds();
    // Then
    assertThat(kept).isEqualTo(milliseconds);
  }
}
