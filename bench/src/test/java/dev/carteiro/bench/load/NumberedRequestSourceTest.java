// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberedRequestSourceTest {
  @Test
  void bodiesRepeatWithIncreasingNumbers() {
    // Given
    NumberedRequestSource bodies =
        new NumberedRequestSource(
            "/hook",
            List.of("{\"id\":\"" + NumberedRequestSource.NUMBER + "\",\"ü\":1}", "{}"),
            41);
    // When
    List<String> requests =
        List.of(text(bodies.next(0)), text(bodies.next(0)), text(bodies.next(0)));
    // Then
    assertThat(requests.get(0)).endsWith("\r\n\r\n{}");
    assertThat(requests.get(1))
        .startsWith("POST /hook HTTP/1.1\r\n")
        .contains("Content-Length: 32\r\n")
        .endsWith("\r\n\r\n{\"id\":\"0000000000000042\",\"ü\":1}");
    assertThat(requests.get(2)).isEqualTo(requests.get(0));
    assertThat(bodies.sent()).isEqualTo(44);
  }

  @Test
  void everyPlaceholderIsReplacedByTheNumber() {
    // Given
    NumberedRequestSource bodies =
        new NumberedRequestSource(
            "/", List.of(NumberedRequestSource.NUMBER + "," + NumberedRequestSource.NUMBER), 7);
    // When
    String request = text(bodies.next(0));
    // Then
    assertThat(request).endsWith("0000000000000007,0000000000000007");
  }

  private static String text(byte[] request) {
    return new String(request, StandardCharsets.UTF_8);
  }
}
