// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.ListPageOptions;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code tenants}. */
@Command(name = "tenants", description = "Manages tenants.")
public final class TenantCommandGroup {

  @Command(
      name = "add",
      description = "Creates or replaces a tenant: fields that are not given are removed.")
  void add(
      @Mixin BridgeOptions bridge,
      @Parameters(paramLabel = "ID", description = "At most 64 letters, digits, '.', '_' and '-'.")
          String id,
      @Option(names = "--name", paramLabel = "NAME", description = "Display name. Default: the id.")
          String name,
      @Option(
              names = "--rate",
              paramLabel = "N",
              description = "Maximum number of messages of all its instances in any 60 seconds.")
          Integer rate,
      @Option(
              names = "--quiet",
              paramLabel = "FROM-TO",
              description =
                  "Local hours in which messages that are not urgent wait, e.g. 22:00-07:00; needs --timezone.")
          String quiet,
      @Option(
              names = "--timezone",
              paramLabel = "ZONE",
              description = "Time zone of the quiet hours, e.g. America/Sao_Paulo.")
          String timezone) {
    if ((quiet == null) != (timezone == null)) {
      throw bridge.invalid("--quiet and --timezone belong together: give both or none");
    }
    ObjectNode body = BridgeClient.body("name", name == null ? id : name, "ratePerMinute", rate);
    if (quiet != null) {
      String[] hours = quiet.split("-", 2);
      if (hours.length != 2) {
        throw bridge.invalid("--quiet must be FROM-TO, e.g. 22:00-07:00");
      }
      body.set(
          "quietHours", BridgeClient.body("from", hours[0], "to", hours[1], "timezone", timezone));
    }
    bridge.client().put(BridgeClient.path("api", "tenants", id), Map.of(), body);
    bridge.out().println("tenant " + id + " exists");
  }

  @Command(name = "list", description = "Lists the tenants.")
  void list(@Mixin BridgeOptions bridge, @Mixin ListPageOptions page) {
    page.print(bridge, "/api/tenants", "tenant=tenantId", "name=name", "updated=updatedAt");
  }
}
