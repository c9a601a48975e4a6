// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.ListPageOptions;
import dev.carteiro.contract.registry.ApiKeyRecord;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code keys}. */
@Command(name = "keys", description = "Manages API keys.")
public final class ApiKeyCommandGroup {

  @Command(
      name = "create",
      description = "Creates an API key and prints it on standard output; it is not shown again.")
  void create(
      @Mixin BridgeOptions bridge,
      @Option(
              names = "--role",
              required = true,
              description = "What the key allows: ${COMPLETION-CANDIDATES}.")
          ApiKeyRecord.ApiKeyRole role,
      @Option(
              names = "--tenant",
              paramLabel = "ID",
              description = "The tenant whose data it gives access to; admins have access to all.")
          String tenant,
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "What the key is for.")
          String name) {
    JsonNode created =
        bridge
            .client()
            .post(
                "/api/keys",
                BridgeClient.body("role", role.text(), "name", name, "tenantId", tenant));
    bridge
        .err()
        .printf(
            "key id %s; the key itself, which will not be shown again:%n",
            created.path("keyId").asText());
    bridge.out().println(created.path("secret").asText());
  }

  @Command(name = "list", description = "Lists the API keys, without the keys themselves.")
  void list(@Mixin BridgeOptions bridge, @Mixin ListPageOptions page) {
    page.print(
        bridge,
        "/api/keys",
        "key id=keyId",
        "role=role",
        "tenant=tenantId",
        "name=name",
        "created=createdAt");
  }

  @Command(name = "revoke", description = "Revokes an API key; it is invalid at once.")
  void revoke(
      @Mixin BridgeOptions bridge,
      @Parameters(paramLabel = "KEY-ID", description = "Public id of the key, from 'keys list'.")
          String keyId) {
    bridge.client().delete(BridgeClient.path("api", "keys", keyId), Map.of());
    bridge.out().println("key " + keyId + " is revoked");
  }
}
