// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code keys list}: prints the ids, roles and tenants of the API keys, not the keys. */
@Command(name = "list", description = "Lists the API keys, without the keys themselves.")
final class KeysList implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private PageOptions page;

  KeysList(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommands.print(
        spec.commandLine().getOut(),
        AdminCommands.client(environment, spec).get("/api/keys", page.query()),
        AdminCommands.columns(
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
