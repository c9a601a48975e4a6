// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookPathTest {

  @ParameterizedTest
  @CsvSource({
    // raw path, base, what may be a secret, what is kept
    "/webhooks/evolution, /webhooks/evolution, , /webhooks/evolution",
    "/webhooks/evolution/, /webhooks/evolution, , /webhooks/evolution",
    "/api/chat/webhook/evolution//call, /api/chat/webhook/evolution, call, /api/chat/webhook/evolution/call",
    "/webhooks/whatsapp/S3cret, /webhooks/whatsapp, S3cret, /webhooks/whatsapp",
    "/webhooks/whatsapp/some-secret-words, /webhooks/whatsapp, some-secret-words, /webhooks/whatsapp",
    "/webhooks/evolution/S3cret/messages-upsert/, /webhooks/evolution, S3cret, /webhooks/evolution/messages-upsert",
    "/webhooks/evolution/S3cret/new-event, /webhooks/evolution, S3cret, /webhooks/evolution",
    "/webhooks/evolution/S3cret/messages-edited, /webhooks/evolution, S3cret, /webhooks/evolution/messages-edited",
    "/webhooks/evolution/S3cret/group-update, /webhooks/evolution, S3cret, /webhooks/evolution/group-update",
    "/webhooks/evolution/edited, /webhooks/evolution, edited, /webhooks/evolution",
    "/webhooks/evolution/update, /webhooks/evolution, update, /webhooks/evolution",
  })
  void readsBaseSecretAndEvent(String raw, String base, String secret, String kept) {
    // Given
    Optional<WebhookPath> path;
    // When
    path = WebhookPath.parse(raw);
    // Then
    assertThat(path).isPresent();
    assertThat(path.get().base()).isEqualTo(base);
    assertThat(path.get().secret()).isEqualTo(Optional.ofNullable(secret));
    assertThat(path.get().withoutSecret()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "/webhooks",
        "/webhooks/evolutionary",
        "/webhooks/evolution/a/b/c",
        "/webhooks/evolution/a%2Fb"
      })
  void otherPathsAreNoWebhooks(String raw) {
    // Given
    Optional<WebhookPath> path;
    // When
    path = WebhookPath.parse(raw);
    // Then
    assertThat(path).isEmpty();
  }
}
