// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code keys revoke}: revokes an API key. */
@Command(name = "revoke", description = "Makes an API key useless, at once.")
final class KeysRevoke implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "KEY-ID", description = "The key's public id, from 'keys list'.")
  private String keyId;

  KeysRevoke(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    AdminCommands.client(environment, spec)
        .delete(BridgeClient.path("api", "keys", keyId), Map.of());
    spec.commandLine().getOut().println("key " + keyId + " is revoked");
    return ExitCode.OK.code();
  }
}
