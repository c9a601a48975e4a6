// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {

  static Stream<Arguments> contents() {
    return Webhooks.lines("contents.jsonl").stream()
        .map(line -> Webhooks.json(line.replace("'", "’")))
        .map(row -> Arguments.of(row.path("name").asText(), row));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contents")
  void givesTypeAndTextOfEveryKindOfContent(String name, JsonNode row) {
    // Given
    JsonNode message = row.path("message");

    // When
    Content content =
        Content.of(message, row.path("messageType").textValue(), row.path("fromMe").booleanValue());

    // Then
    assertThat(content.type().text()).isEqualTo(row.path("type").textValue());
    assertThat(content.text()).isEqualTo(row.path("text").textValue());
  }

  @Test
  void givesUpOnWrappersWithoutEnd() {
    // Given
    String wrapped = "{'conversation':'x'}";
    for (int i = 0; i < 100; i++) {
      wrapped = "{'ephemeralMessage':{'message':" + wrapped + "}}";
    }

    // When
    Content content = Content.of(Webhooks.json(wrapped), "ephemeralMessage", false);

    // Then
    assertThat(content.type().text()).isEqualTo("unknown");
  }

  @Test
  void boundsTheNumbersTakenFromAContactCard() {
    // Given
    String card = "TEL;waid=5521900000000:x\\n".repeat(100_000);

    // When
    Content content =
        Content.of(
            Webhooks.json("{'contactMessage':{'vcard':'" + card + "'}}"), "contactMessage", false);

    // Then
    assertThat(content.text().split(", ")).hasSize(10);
  }
}
