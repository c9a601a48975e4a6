// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NumberedMessageFactoryTest {
  private final NumberedMessageFactory names = new NumberedMessageFactory(3);

  @Test
  void idsDifferAndInstancesTakeTurns() {
    // When
    long ids = LongStream.range(0, 1_000).mapToObj(names::id).distinct().count();

    // Then
    assertThat(ids).isEqualTo(1_000);
    assertThat(names.instance(4)).isEqualTo(KafkaLoadWriter.instance(1));
  }

  @Test
  void theWebhookOfANumberCarriesTheMessageOfThatNumber() throws IOException {
    // When
    WebhookMixGenerator.GeneratedWebhook webhook = names.webhook(5);

    // Then
    JsonNode body = Json.mapper().readTree(webhook.body());
    assertThat(body.path("instance").textValue()).isEqualTo("n2");
    assertThat(body.at("/data/key/id").textValue()).isEqualTo(names.id(5));
    assertThat(webhook.instance()).isEqualTo(2);
  }
}
