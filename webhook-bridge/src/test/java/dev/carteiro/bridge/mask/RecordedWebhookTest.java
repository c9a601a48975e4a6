// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Real traffic, when the system property {@code carteiro.captures} names a folder of recordings.
 */
@EnabledIfSystemProperty(named = "carteiro.captures", matches = ".+")
class RecordedWebhookTest {
  private final EnvelopeScanner scanner = new EnvelopeScanner(List.of());

  @Test
  void everyRecordedWebhookIsReadAndNoTokenGoesOn() throws IOException {
    // Given
    List<JsonNode> bodies = bodies(Path.of(System.getProperty("carteiro.captures")));
    Set<String> secrets = secrets(bodies);
    // When
    for (JsonNode expected : bodies) {
      byte[] body = Json.write(expected);
      EnvelopeScanResult envelope = scanner.scan(body);
      // Then
      assertThat(envelope.instance()).isEqualTo(expected.path("instance").textValue());
      assertThat(envelope.event()).isEqualTo(expected.path("event").asText(""));
      String apikey = expected.path("apikey").textValue();
      assertThat(envelope.apikeyFingerprint())
          .isEqualTo(apikey == null ? null : Sha256Fingerprint.of(apikey));
      assertThat(new String(body, UTF_8)).doesNotContain(secrets);
      assertThat(withoutSecrets(Json.mapper().readTree(body))).isEqualTo(withoutSecrets(expected));
    }
    assertThat(bodies).hasSizeGreaterThan(300);
    assertThat(secrets)
        .contains(
            "tok-acme-0001",
            "EAAG-fake-meta-token",
            "U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUMTI=");
  }

  private static List<JsonNode> bodies(Path folder) throws IOException {
    List<JsonNode> bodies = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode body = Json.mapper().readTree(line).path("request").path("body");
          if (body.has("instance") && body.has("event")) {
            bodies.add(body);
          }
        }
      }
    }
    return bodies;
  }

  private static Set<String> secrets(List<JsonNode> bodies) {
    Set<String> secrets = new TreeSet<>();
    for (JsonNode body : bodies) {
      secrets.addAll(body.findValuesAsText("apikey"));
      body.findValues("appStateSyncKeyShare")
          .forEach(share -> secrets.addAll(share.findValuesAsText("keyData")));
      body.findValues("keyData").forEach(data -> secrets.addAll(data.findValuesAsText("keyData")));
    }
    secrets.removeIf(secret -> secret.isEmpty() || secret.equals("null"));
    return secrets;
  }

  private static JsonNode withoutSecrets(JsonNode body) {
    JsonNode copy = body.deepCopy();
    ((ObjectNode) copy).remove(List.of("apikey", "destination"));
    for (String key : List.of("keyData", "messageSecret")) {
      copy.findParents(key).forEach(parent -> ((ObjectNode) parent).remove(key));
    }
    return copy;
  }
}
