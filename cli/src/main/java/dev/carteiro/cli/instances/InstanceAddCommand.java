// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.tenants.TenantAddCommand;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code instances add}: registers an instance with a tenant; webhooks that were parked for
 * it are processed.
 */
@Command(
    name = "add",
    description =
        "Registers an instance with a tenant; webhooks that waited for it are processed. Of one that is registered"
            + " already only what is named changes.")
public final class InstanceAddCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private InstanceNameOptions instance;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "ID",
      description = "Tenant that the number belongs to.")
  private String tenant;

  @Option(
      names = "--create-tenant",
      description = "Make the tenant first if there is none of that id.")
  private boolean createTenant;

  @Option(
      names = "--replace",
      description =
          "Of an instance that is registered already, erase all that is not named here: Evolution's id, token, URLs,"
              + " credential, rate, pause.")
  private boolean replace;

  @Mixin private InstanceBindingOptions options;

  public InstanceAddCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    BridgeClient bridge = AdminCommandGroups.client(environment, spec);
    ObjectNode fields = options.fields().put("tenantId", tenant);
    if (createTenant && !bridge.exists(BridgeClient.path("api", "tenants", tenant))) {
      bridge.put(
          BridgeClient.path("api", "tenants", tenant),
          Map.of(),
          TenantAddCommand.body(tenant, null));
    }
    Optional<JsonNode> before = bridge.find(instance.path(), instance.query());
    PrintWriter out = spec.commandLine().getOut();
    if (before.isPresent()) {
      JsonNode after =
          replace
              ? bridge.put(instance.path(), instance.query(), fields)
              : bridge.patch(instance.path(), instance.query(), fields);
      out.printf(
          "instance %s was registered already; %s%n",
          instance.name(),
          replace ? "what was not named was erased:" : "what was not named stayed:");
      InstanceBindingPrinter.printChanges(out, before.get(), after);
    } else {
      bridge.put(instance.path(), instance.query(), fields);
    }
    out.println("instance " + instance.name() + " belongs to tenant " + tenant);
    return ExitCode.OK.code();
  }
}
