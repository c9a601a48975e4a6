// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.command.ListPageOptions;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands {@code instances}. */
@Command(
    name = "instances",
    description = "Registers WhatsApp numbers (instances of Evolution) with their tenants.")
public final class InstanceCommandGroup {

  enum ClearableField {
    EVOLUTION_INSTANCE_ID("evolutionInstanceId"),
    APIKEY("apikey"),
    EVOLUTION_URLS("evolutionUrls"),
    CREDENTIAL("credential"),
    RATE("ratePerMinute"),
    INTEGRATION("integration");

    private final String field;

    ClearableField(String field) {
      this.field = field;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Command(
      name = "add",
      description =
          "Registers an instance with a tenant; webhooks that were parked for it are processed. If it is"
              + " registered already, only the given fields change.")
  void add(
      @Mixin BridgeOptions bridge,
      @Mixin InstanceNameOptions instance,
      @Option(
              names = "--tenant",
              required = true,
              paramLabel = "ID",
              description = "Tenant that the instance belongs to.")
          String tenant,
      @Option(names = "--create-tenant", description = "Create the tenant if it does not exist.")
          boolean createTenant,
      @Option(
              names = "--replace",
              description =
                  "If the instance is registered already, remove all fields that are not given: Evolution's id,"
                      + " token, URLs, credential, rate, pause.")
          boolean replace,
      @Mixin InstanceBindingOptions options) {
    BridgeClient client = bridge.client();
    ObjectNode fields = options.fields().put("tenantId", tenant);
    String tenantPath = BridgeClient.path("api", "tenants", tenant);
    if (createTenant && !client.exists(tenantPath)) {
      client.put(tenantPath, Map.of(), BridgeClient.body("name", tenant));
    }
    Optional<JsonNode> before = client.find(instance.path(), instance.query());
    JsonNode after =
        before.isPresent() && !replace
            ? client.patch(instance.path(), instance.query(), fields)
            : client.put(instance.path(), instance.query(), fields);
    if (before.isPresent()) {
      bridge
          .out()
          .printf(
              "instance %s was registered already; fields that were not given were %s:%n",
              instance.name(), replace ? "removed" : "kept");
      InstanceBindingPrinter.printChanges(bridge.out(), before.get(), after);
    }
    bridge.out().println("instance " + instance.name() + " belongs to tenant " + tenant);
  }

  @Command(name = "list", description = "Lists the registered instances.")
  void list(@Mixin BridgeOptions bridge, @Mixin ListPageOptions page) {
    page.print(
        bridge,
        "/api/instances",
        "instance=instance",
        "tenant=tenantId",
        "evolution id=evolutionInstanceId",
        "updated=updatedAt");
  }

  @Command(
      name = "pause",
      description = "Pauses an instance: messages that it has not sent yet are held.")
  void pause(@Mixin BridgeOptions bridge, @Mixin InstanceNameOptions instance) {
    post(bridge, instance, "pause");
  }

  @Command(
      name = "remove",
      description =
          "Unregisters an instance. Its rows stay; webhooks that come from now on are parked until it is"
              + " registered again.")
  void remove(@Mixin BridgeOptions bridge, @Mixin InstanceNameOptions instance) {
    bridge.client().delete(instance.path(), instance.query());
    bridge.out().println("instance " + instance.name() + " is no longer registered");
  }

  @Command(name = "resume", description = "Lets a paused instance send again.")
  void resume(@Mixin BridgeOptions bridge, @Mixin InstanceNameOptions instance) {
    post(bridge, instance, "resume");
  }

  private static void post(BridgeOptions bridge, InstanceNameOptions instance, String verb) {
    bridge.client().post(instance.path() + "/" + verb, instance.query(), null);
    bridge.out().println("instance " + instance.name() + " " + verb + "d");
  }

  @Command(name = "show", description = "Shows the registration of an instance.")
  void show(@Mixin BridgeOptions bridge, @Mixin InstanceNameOptions instance) {
    InstanceBindingPrinter.print(
        bridge.out(), bridge.client().get(instance.path(), instance.query()));
  }

  @Command(
      name = "update",
      description = "Changes the given fields of a registered instance; the others stay.")
  void update(
      @Mixin BridgeOptions bridge,
      @Mixin DatabaseOptions database,
      @Mixin InstanceNameOptions instance,
      @Option(
              names = "--tenant",
              paramLabel = "ID",
              description = "Moves it to another tenant; stored rows stay with the old one.")
          String tenant,
      @Option(
              names = "--clear",
              split = ",",
              paramLabel = "FIELD",
              description =
                  "Empties fields, of ${COMPLETION-CANDIDATES}. Without an id and a token, webhooks are accepted"
                      + " whatever id and token they carry.")
          List<ClearableField> cleared,
      @Option(
              names = "--from-dead-letter",
              paramLabel = "ID",
              description =
                  "Takes Evolution's id and the token's hash from a dead letter INSTANCE_ID_MISMATCH or"
                      + " APIKEY_MISMATCH of this instance: for one that was deleted and created again in"
                      + " Evolution. Needs the database.")
          String deadLetter,
      @Mixin InstanceBindingOptions options)
      throws SQLException {
    BridgeClient client = bridge.client();
    JsonNode before = client.get(instance.path(), instance.query());
    ObjectNode fields = options.fields();
    if (tenant != null) {
      fields.put("tenantId", tenant);
    }
    if (deadLetter != null) {
      ObjectNode claimed =
          WebhookSourceIdentity.of(deadLetter, instance.key(), database.settings()).over(before);
      if (claimed.has("evolutionInstanceId") && fields.has("evolutionInstanceId")
          || claimed.has("apikeyFingerprint") && fields.has("apikey")) {
        throw bridge.invalid(
            "--from-dead-letter and a value for the same field exclude each other");
      }
      fields.setAll(claimed);
    }
    for (ClearableField one : cleared == null ? List.<ClearableField>of() : cleared) {
      // A token is given in clear, or as the fingerprint that a dead letter shows.
      if (fields.has(one.field)
          || one == ClearableField.APIKEY && fields.has("apikeyFingerprint")) {
        throw bridge.invalid("--clear=" + one + " and a value for it exclude each other");
      }
      fields.putNull(one.field);
    }
    if (fields.isEmpty()) {
      throw bridge.invalid("give at least one field to change");
    }
    JsonNode after = client.patch(instance.path(), instance.query(), fields);
    bridge.out().println("instance " + instance.name() + ":");
    InstanceBindingPrinter.printChanges(bridge.out(), before, after);
  }
}
