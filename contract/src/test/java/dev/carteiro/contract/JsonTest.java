// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.registry.ApiKeyRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

  @Test
  void aLoneSurrogateSurvives() throws IOException {
    // Given
    Map<String, String> value = Map.of("text", "a\uD83Db é");

    // When
    byte[] json = Json.write(value);

    // Then
    assertThat(Json.mapper().readTree(json).path("text").asText()).isEqualTo(value.get("text"));
  }

  @Test
  void ordinaryTextIsWrittenReadably() {
    // When / Then
    assertThat(new String(Json.write(Map.of("text", "Olá 😀")), StandardCharsets.UTF_8))
        .isEqualTo("{\"text\":\"Olá 😀\"}");
  }

  @Test
  void eventsReadWhatTheyWroteAndTolerateWhatTheyDoNotKnow() throws IOException {
    // Given
    MessageStatusEvent event =
        new MessageStatusEvent(
            1,
            "a",
            InstanceKey.of("loja / 1"),
            "id",
            "chat",
            MessageStatus.READ,
            null,
            "READ",
            null,
            true,
            AT,
            "t");
    String json = new String(Json.write(event), StandardCharsets.UTF_8);

    // When
    MessageStatusEvent read =
        Json.read(
            json.replace("{\"version\"", "{\"addedLater\":{\"x\":1},\"version\"")
                .getBytes(StandardCharsets.UTF_8),
            MessageStatusEvent.class);

    // Then
    assertThat(read).isEqualTo(event);
    assertThat(json)
        .contains(
            "\"instance\":\"default/loja / 1\"", "\"receivedAt\":\"2026-03-01T12:00:00.123Z\"");
    assertThat(json).doesNotContain("previous");
  }

  @Test
  void aDeadLetterKeepsEveryByte() throws IOException {
    // Given
    byte[] bytes = {0, -1, 34, 92, (byte) 0xED, (byte) 0xA0};
    DeadLetter letter =
        new DeadLetter(
            1,
            "t-0-1-0",
            "parse",
            DeadLetter.Reason.NOT_JSON,
            "d",
            null,
            null,
            null,
            "t",
            0,
            1,
            Map.of("h", "v"),
            bytes,
            AT,
            null);

    // When
    DeadLetter read = Json.read(Json.write(letter), DeadLetter.class);

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(letter);
  }

  @Test
  void rolesAreWrittenInLowerCase() {
    // When / Then
    assertThat(
            new String(
                Json.write(new ApiKeyRecord(1, "k", ApiKeyRecord.ApiKeyRole.ANALYST, "a", "n", AT)),
                StandardCharsets.UTF_8))
        .contains("\"role\":\"analyst\"");
  }
}
