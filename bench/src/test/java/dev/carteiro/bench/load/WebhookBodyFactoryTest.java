// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookBodyFactoryTest {
  @Test
  void textsAreOfTheSizeAskedForAndOfAllInstances() throws IOException {
    // When
    List<String> texts = WebhookBodyFactory.texts(1_024);
    // Then
    Set<String> instances = new HashSet<>();
    for (String text : texts) {
      assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(1_024);
      JsonNode body = Json.mapper().readTree(text);
      assertThat(body.at("/data/key/id").textValue())
          .isEqualTo(WebhookBodyFactory.ID_PREFIX + NumberedRequestSource.NUMBER);
      instances.add(body.at("/instance").textValue());
    }
    assertThat(instances).hasSize(WebhookBodyFactory.INSTANCES);
  }

  @Test
  void withoutRecordedTrafficTheMixHasItsSizes() throws IOException {
    // When
    WebhookBodyFactory.WebhookBodyMix mix = WebhookBodyFactory.mix(Optional.empty());
    // Then
    assertThat(mix.origin()).isEqualTo("texts of the sizes of recorded traffic");
    for (String body : mix.bodies()) {
      assertThat(Json.mapper().readTree(body).at("/event").textValue())
          .isEqualTo("messages.upsert");
    }
    assertThat(mix.bodies().stream().mapToInt(String::length).average().orElseThrow())
        .isBetween(400.0, 560.0);
  }

  @Test
  void recordedWebhooksGetAnInstanceAndAnOpenId(@TempDir Path folder) throws IOException {
    // Given
    Files.writeString(
        folder.resolve("01.jsonl"),
        """
        {"seq":1,"request":{"body":{"event":"messages.upsert","instance":"acme","data":{"key":{"id":"ABC"},"x":"é"}}}}
        {"note":"a call","request":{"body":{"event":"e","instance":"acme"}},"response":{"status":200}}
        {"seq":2,"request":{"body":{"__unparsed":"…"}}}
        not JSON
        {"seq":3,"request":{"body":{"event":"messages.update","instance":"acme","data":{"keyId":"ABC","status":"READ"}}}}
        """);
    // When
    WebhookBodyFactory.WebhookBodyMix mix = WebhookBodyFactory.mix(Optional.of(folder));
    // Then
    assertThat(mix.bodies())
        .containsExactly(
            "{\"event\":\"messages.upsert\",\"instance\":\"bench-000\",\"data\":{\"key\":{\"id\":\"3EB0%s\"},\"x\":\"é\"}}"
                .formatted(NumberedRequestSource.NUMBER),
            "{\"event\":\"messages.update\",\"instance\":\"bench-001\",\"data\":{\"keyId\":\"3EB0%s\",\"status\":\"READ\"}}"
                .formatted(NumberedRequestSource.NUMBER));
    assertThat(mix.origin()).matches("recorded traffic, \\d+ bytes on average");
  }
}
