// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private BridgeHarness bridge;

  @BeforeEach
  void start() {
    bridge = BridgeHarness.acknowledging(Map.of());
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void theDocumentIsServedToAnyone() {
    // Given
    // When
    HttpResponse<String> answer = bridge.send(bridge.request("/openapi.json").build());
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(BridgeHarness.json(answer).get("openapi").textValue()).startsWith("3.1");
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() {
    // Given
    Set<String> served = new TreeSet<>();
    for (String route : bridge.role.routes()) {
      String method = route.substring(0, route.indexOf(' '));
      String path = route.substring(route.indexOf(' ') + 1).replace('<', '{').replace('>', '}');
      // Other methods of webhook paths only say that they are not taken.
      boolean refusal =
          !method.equals("POST") && WebhookPath.BASES.stream().anyMatch(path::startsWith);
      if (METHODS.contains(method) && !refusal) {
        served.add(method + " " + path);
      }
    }
    // When
    Set<String> described = new TreeSet<>();
    document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    // Then
    assertThat(described).isEqualTo(served).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SendRequest", "ScheduleRequest", "BulkItem"})
  void everyTypeOfMessageIsDescribedWithItsFields(String schema) {
    // Given
    JsonNode document = document();
    // When
    JsonNode properties = document.at("/components/schemas/" + schema + "/properties");
    // Then
    assertThat(properties.at("/type/enum").valueStream().map(JsonNode::textValue))
        .containsExactly(
            Arrays.stream(OutboundContentType.values())
                .map(OutboundContentType::text)
                .toArray(String[]::new));
    assertThat(properties.properties().stream().map(Map.Entry::getKey))
        .contains("phoneNumber", "message", "mediaType", "audio", "latitude", "contacts")
        .contains("reactTo", "values");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    // Given
    JsonNode document = document();
    // When
    Set<String> references = new TreeSet<>(document.findValuesAsText("$ref"));
    // Then
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyParameterOfAPathIsDescribed() {
    // Given
    JsonNode document = document();
    // When
    Set<String> missing = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .forEach(
                        operation -> {
                          Set<String> names = new TreeSet<>();
                          operation
                              .path("parameters")
                              .forEach(
                                  parameter ->
                                      names.add(
                                          document
                                              .at(parameter.get("$ref").textValue().substring(1))
                                              .get("name")
                                              .textValue()));
                          Pattern.compile("\\{(\\w+)}")
                              .matcher(path.getKey())
                              .results()
                              .filter(name -> !names.contains(name.group(1)))
                              .forEach(name -> missing.add(path.getKey() + name.group()));
                        }));
    // Then
    assertThat(missing).isEmpty();
  }

  private JsonNode document() {
    return BridgeHarness.json(bridge.send(bridge.request("/openapi.json").build()));
  }
}
