// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.ListPageOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code instances list}: prints the registered instances with their tenants. */
@Command(name = "list", description = "Lists the registered instances.")
public final class InstanceListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private ListPageOptions page;

  public InstanceListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.print(
        spec.commandLine().getOut(),
        AdminCommandGroups.client(environment, spec).get("/api/instances", page.query()),
        AdminCommandGroups.columns(
            "instance",
            "instance",
            "tenant",
            "tenantId",
            "evolution id",
            "evolutionInstanceId",
            "updated",
            "updatedAt"));
    return ExitCode.OK.code();
  }
}
