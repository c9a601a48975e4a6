// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WhatsAppIntegrationTest {

  @Test
  void aBindingOfBeforeNamesNone() throws IOException {
    // When
    InstanceBinding binding =
        Json.read(
            "{\"version\":1,\"instance\":\"default/a\",\"tenantId\":\"t\"}".getBytes(UTF_8),
            InstanceBinding.class);

    // Then
    assertThat(binding.integration()).isNull();
    assertThat(new String(Json.write(binding), UTF_8)).doesNotContain("integration");
  }

  @Test
  void evolutionsWordsAreReadAndThoseOfALaterVersionAreUnknown() throws IOException {
    // Given
    String text = "{\"instance\":\"default/a\",\"tenantId\":\"t\",\"integration\":\"%s\"}";

    for (WhatsAppIntegration one : WhatsAppIntegration.values()) {
      // When
      InstanceBinding read =
          Json.read(text.formatted(one.text()).getBytes(UTF_8), InstanceBinding.class);

      // Then
      assertThat(read.integration()).isEqualTo(one);
    }
    assertThat(
            Json.read(text.formatted("WHATSAPP-NEXT").getBytes(UTF_8), InstanceBinding.class)
                .integration())
        .isEqualTo(WhatsAppIntegration.UNKNOWN);
    assertThat(WhatsAppIntegration.named("evolution")).contains(WhatsAppIntegration.EVOLUTION);
    assertThat(WhatsAppIntegration.named("unknown")).isEmpty();
  }
}
