// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code tenants list}: prints the tenants. */
@Command(name = "list", description = "Lists the tenants.")
final class TenantsList implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private PageOptions page;

  TenantsList(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommands.print(
        spec.commandLine().getOut(),
        AdminCommands.client(environment, spec).get("/api/tenants", page.query()),
        AdminCommands.columns("tenant", "tenantId", "name", "name", "updated", "updatedAt"));
    return ExitCode.OK.code();
  }
}
