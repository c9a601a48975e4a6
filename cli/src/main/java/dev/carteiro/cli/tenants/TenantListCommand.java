// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.ListPageOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code tenants list}: prints the tenants. */
@Command(name = "list", description = "Lists the tenants.")
public final class TenantListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private ListPageOptions page;

  public TenantListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.print(
        spec.commandLine().getOut(),
        AdminCommandGroups.client(environment, spec).get("/api/tenants", page.query()),
        AdminCommandGroups.columns("tenant", "tenantId", "name", "name", "updated", "updatedAt"));
    return ExitCode.OK.code();
  }
}
