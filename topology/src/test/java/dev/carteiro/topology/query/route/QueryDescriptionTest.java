// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.kafka.RestartingTopicView;
import dev.carteiro.topology.TopologySettings;
import dev.carteiro.topology.query.QueryServer;
import io.javalin.Javalin;
import io.javalin.router.InternalRouter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The routes as the role has them, against their rules and their description. */
class QueryDescriptionTest {
  /** Of every role's server, and the description itself. */
  private static final Set<String> FOR_ANYONE =
      Set.of("/health/live", "/health/ready", "/metrics", "/openapi.json");

  @Test
  void everyRouteHasARule() {
    // Given
    AtomicReference<InternalRouter> router = new AtomicReference<>();
    // When
    Set<String> declared = declared(router);
    // Then
    Set<String> served =
        router.get().allHttpHandlers().stream()
            .map(handler -> handler.endpoint.path)
            .filter(path -> !FOR_ANYONE.contains(path))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(served).isEqualTo(declared).hasSizeGreaterThan(10);
    assertThat(router.get().allHttpHandlers())
        .extracting(handler -> handler.endpoint.method.name())
        .as("queries change nothing")
        .containsOnly("GET");
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() throws IOException {
    // Given
    Set<String> served = declared(new AtomicReference<>());
    served.addAll(FOR_ANYONE);
    // When
    Set<String> described = new TreeSet<>();
    document().get("paths").fieldNames().forEachRemaining(described::add);
    // Then
    assertThat(described).isEqualTo(served);
  }

  @Test
  void everyReferenceLeadsSomewhere() throws IOException {
    // Given
    JsonNode document = document();
    // When
    Set<String> references = new TreeSet<>(document.findValuesAsText("$ref"));
    // Then
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyParameterOfAPathIsDescribed() throws IOException {
    // Given
    JsonNode document = document();
    // When
    Set<String> missing = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      Set<String> names = new TreeSet<>();
      for (JsonNode parameter : path.getValue().get("get").path("parameters")) {
        names.add(
            document.at(parameter.get("$ref").textValue().substring(1)).get("name").textValue());
      }
      Pattern.compile("\\{(\\w+)}")
          .matcher(path.getKey())
          .results()
          .filter(name -> !names.contains(name.group(1)))
          .forEach(name -> missing.add(path.getKey() + name.group().toLowerCase(Locale.ROOT)));
    }
    // Then
    assertThat(missing).isEmpty();
  }

  private static Set<String> declared(AtomicReference<InternalRouter> router) {
    TopologySettings settings =
        new Environment(Map.of("TOPOLOGY_PORT", "0")).bind(TopologySettings.class);
    try (QueryServer queries =
        new QueryServer(
            settings,
            MeterRegistryFactory.registry(),
            new QueryServer.QueryStateSource(() -> null, () -> 0, tenant -> false),
            Clock.systemUTC(),
            new RestartingTopicView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class))) {
      Javalin.create(
          config -> {
            router.set(config.unsafe.internalRouter);
            queries.addTo(config);
          });
      return queries.declared().stream()
          .map(QueryRouteRegistry.DeclaredRoute::path)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static JsonNode document() throws IOException {
    try (InputStream resource = QueryServer.class.getResourceAsStream("openapi.json")) {
      return Json.mapper().readTree(resource);
    }
  }
}
