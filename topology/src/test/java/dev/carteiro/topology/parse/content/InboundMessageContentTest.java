// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.WebhookFixtures;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InboundMessageContentTest {

  static Stream<Arguments> contents() {
    return WebhookFixtures.lines("contents.jsonl").stream()
        .map(line -> WebhookFixtures.json(line.replace("'", "’")))
        .map(row -> Arguments.of(row.path("name").asText(), row));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contents")
  void givesTypeAndTextOfEveryKindOfContent(String name, JsonNode row) {
    // Given
    JsonNode message = row.path("message");

    // When
    InboundMessageContent content =
        InboundMessageContent.of(
            message, row.path("messageType").textValue(), row.path("fromMe").booleanValue());

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
    InboundMessageContent content =
        InboundMessageContent.of(WebhookFixtures.json(wrapped), "ephemeralMessage", false);

    // Then
    assertThat(content.type().text()).isEqualTo("unknown");
  }

  @Test
  void boundsTheNumbersTakenFromAContactCard() {
    // Given
    String card = "TEL;waid=5521900000000:x\\n".repeat(100_000);

    // When
    InboundMessageContent content =
        InboundMessageContent.of(
            WebhookFixtures.json("{'contactMessage':{'vcard':'" + card + "'}}"),
            "contactMessage",
            false);

    // Then
    assertThat(content.text().split(", ")).hasSize(10);
  }
}
