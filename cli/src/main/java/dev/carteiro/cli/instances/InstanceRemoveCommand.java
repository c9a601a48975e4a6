// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code instances remove}: removes the binding of an instance. Its rows stay; webhooks
 * that come from now on are parked until it is registered again.
 */
@Command(
    name = "remove",
    description =
        "Unregisters an instance. Its rows stay; webhooks that come from now on wait for a registration.")
public final class InstanceRemoveCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the instance in Evolution.")
  private String name;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      defaultValue = InstanceKey.DEFAULT_GATEWAY,
      description = "Which Evolution server, when there are several. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  public InstanceRemoveCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.client(environment, spec)
        .delete(BridgeClient.path("api", "instances", name), Map.of("gateway", gateway));
    spec.commandLine().getOut().println("instance " + name + " is registered no more");
    return ExitCode.OK.code();
  }
}
