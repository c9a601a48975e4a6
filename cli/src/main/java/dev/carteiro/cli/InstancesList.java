// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code instances list}: prints the registered instances with their tenants. */
@Command(name = "list", description = "Lists the registered instances.")
final class InstancesList implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private PageOptions page;

  InstancesList(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommands.print(
        spec.commandLine().getOut(),
        AdminCommands.client(environment, spec).get("/api/instances", page.query()),
        AdminCommands.columns(
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
