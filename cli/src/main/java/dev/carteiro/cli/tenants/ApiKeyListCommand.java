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

/** Command {@code keys list}: prints the ids, roles and tenants of the API keys, not the keys. */
@Command(name = "list", description = "Lists the API keys, without the keys themselves.")
public final class ApiKeyListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private ListPageOptions page;

  public ApiKeyListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.print(
        spec.commandLine().getOut(),
        AdminCommandGroups.client(environment, spec).get("/api/keys", page.query()),
        AdminCommandGroups.columns(
            "key id",
            "keyId",
            "role",
            "role",
            "tenant",
            "tenantId",
            "name",
            "name",
            "created",
            "createdAt"));
    return ExitCode.OK.code();
  }
}
