// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchRouteResolverTest {
  @TempDir private Path directory;

  @Test
  void theBindingGivesServersInOrderAndTheKey() {
    // When
    DispatchRoute route = route(binding("t1", "main", "https://one/evo/", "http://two:8080"));
    // Then
    DispatchRoute.ServerRoute way = (DispatchRoute.ServerRoute) route;
    assertThat(way.servers())
        .extracting(EvolutionServerUrl::text)
        .containsExactly("https://one:443/evo", "http://two:8080");
    assertThat(way.apikey()).isEqualTo("key-1");
    assertThat(way.toString()).doesNotContain("key-1");
  }

  @Test
  void anotherTenantsInstanceIsNoWay() {
    // When
    DispatchRoute.MissingRoute route =
        (DispatchRoute.MissingRoute) route(binding("t2", "main", "https://one"));
    // Then
    assertThat(route.outcome().code()).isEqualTo("TENANT_CHANGED");
    assertThat(route.perhapsStale()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "main, ftp://x, NO_SERVER",
    "main, https://u:p@x, NO_SERVER",
    "main, https://x/?instanceName=other, NO_SERVER",
    "main, not a url, NO_SERVER",
    "absent, https://x, CREDENTIAL_MISSING",
    "../main, https://x, CREDENTIAL_MISSING",
    "broken, https://x, CREDENTIAL_MISSING",
    ", https://x, CREDENTIAL_MISSING"
  })
  void whatCannotBeCalledSaysWhy(String credential, String url, String code) {
    // When
    DispatchRoute.MissingRoute route =
        (DispatchRoute.MissingRoute) route(binding("t1", credential, url));
    // Then
    assertThat(route.outcome().code()).isEqualTo(code);
  }

  @Test
  void aCredentialsFileIsReadAnewForEachCall() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("rotated"), "old\n");
    InstanceBinding binding = binding("t1", "rotated", "https://one");
    assertThat(((DispatchRoute.ServerRoute) route(binding)).apikey()).isEqualTo("old");
    // When
    Files.writeString(file, "new\n");
    // Then
    assertThat(((DispatchRoute.ServerRoute) route(binding)).apikey()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", ""})
  void noNameLeadsOutOfTheDirectory(String name) {
    // When / Then
    assertThat(new EvolutionCredentialResolver(settings()).find(name)).isEmpty();
  }

  private DispatchRoute route(InstanceBinding binding) {
    return new DispatchRouteResolver(
            key -> key.equals("default/acme") ? Optional.of(binding) : Optional.empty(),
            new EvolutionCredentialResolver(settings()))
        .of(DispatchFixtures.send("acme", "x", new OutboundMessageContent.TextContent()));
  }

  private SenderSettings settings() {
    return new Environment(
            Map.of(
                "SENDER_CREDENTIALS",
                "main=key-1,broken=two words",
                "SENDER_CREDENTIALS_DIR",
                directory.toString()))
        .bind(SenderSettings.class);
  }

  private static InstanceBinding binding(String tenant, String credential, String... urls) {
    return new InstanceBinding(
        InstanceBinding.VERSION,
        InstanceKey.of("acme"),
        tenant,
        null,
        null,
        List.of(urls),
        credential,
        null,
        false,
        false,
        null,
        DispatchFixtures.NOW,
        "test");
  }
}
