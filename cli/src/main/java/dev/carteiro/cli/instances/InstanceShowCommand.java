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

/** Command {@code instances show}: prints the binding of an instance. */
@Command(name = "show", description = "Shows how an instance is registered.")
public final class InstanceShowCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private InstanceNameOptions instance;

  public InstanceShowCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    InstanceBindingPrinter.print(
        spec.commandLine().getOut(),
        AdminCommandGroups.client(environment, spec).get(instance.path(), instance.query()));
    return ExitCode.OK.code();
  }
}
