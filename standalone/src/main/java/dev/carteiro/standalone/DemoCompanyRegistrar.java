// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.standalone.DemoCompanies.DemoCompany;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Registers the demo's companies through the bridge's API; what is registered already stays. */
final class DemoCompanyRegistrar {
  private final String bridge;
  private final BridgeClient admin;
  private final DataDirectory directory;
  private final String evolution;
  private boolean first;

  DemoCompanyRegistrar(String bridge, StandaloneServices services, String evolution) {
    this.bridge = bridge;
    this.admin = new BridgeClient(URI.create(bridge), services.adminKey());
    this.directory = services.directory();
    this.evolution = evolution;
  }

  /** Creates what is missing; returns a key with the role sender for each company's id. */
  Map<String, String> register() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (DemoCompany company : DemoCompanies.COMPANIES) {
      String path = BridgeClient.path("api", "tenants", company.id());
      if (!admin.exists(path)) {
        admin.put(path, Map.of(), BridgeClient.body("name", company.name()));
      }
      company.instances().forEach(instance -> bind(company, instance));
      keys.put(company.id(), key(company));
    }
    return keys;
  }

  /** Whether {@link #register} had to create an API key, as at a first start. */
  boolean isFirst() {
    return first;
  }

  private void bind(DemoCompany company, String instance) {
    String path = BridgeClient.path("api", "instances", instance);
    boolean bound =
        admin.exists(path)
            && admin.get(path, Map.of()).path("evolutionUrls").path(0).asText().equals(evolution);
    if (!bound) {
      admin.put(
          path,
          Map.of(),
          BridgeClient.body(
              "tenantId", company.id(),
              "evolutionUrls", List.of(evolution),
              "credential", DemoCompanies.credential(instance),
              "apikey", DemoCompanies.token(instance)));
    }
  }

  /** Returns the key of an earlier start if it is still valid, otherwise a new one. */
  private String key(DemoCompany company) {
    Path file = directory.path().resolve("demo-key-" + company.id());
    Optional<String> kept = DataDirectory.read(file).filter(this::opens);
    if (kept.isPresent()) {
      return kept.get();
    }
    ObjectNode wanted =
        BridgeClient.body("role", "sender", "tenantId", company.id(), "name", "demo");
    String key = admin.post("/api/keys", wanted).path("secret").asText();
    first = true;
    DataDirectory.write(file, key + "\n");
    return key;
  }

  private boolean opens(String key) {
    try {
      new BridgeClient(URI.create(bridge), key).get("/api/instances", Map.of());
      return true;
    } catch (CommandFailedException refused) {
      return false;
    }
  }
}
