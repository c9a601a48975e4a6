// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private InstanceNameOptions instance;

  public InstanceRemoveCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.client(environment, spec).delete(instance.path(), instance.query());
    spec.commandLine().getOut().println("instance " + instance.name() + " is registered no more");
    return ExitCode.OK.code();
  }
}
