// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code keys revoke}: revokes an API key. */
@Command(name = "revoke", description = "Makes an API key useless, at once.")
public final class ApiKeyRevokeCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "KEY-ID", description = "The key's public id, from 'keys list'.")
  private String keyId;

  public ApiKeyRevokeCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.client(environment, spec)
        .delete(BridgeClient.path("api", "keys", keyId), Map.of());
    spec.commandLine().getOut().println("key " + keyId + " is revoked");
    return ExitCode.OK.code();
  }
}
