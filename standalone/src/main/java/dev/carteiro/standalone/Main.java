// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.BuiltRoles;
import dev.carteiro.cli.Cli;
import dev.carteiro.cli.Roles;
import dev.carteiro.config.Environment;
import picocli.CommandLine;

/** Entry point of the script {@code carteiro}: all commands, {@code up} included. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Cli.main(commandLine(Environment.system(), new BuiltRoles()), arguments);
  }

  static CommandLine commandLine(Environment environment, Roles roles) {
    CommandLine cli = Cli.commandLine(environment, roles);
    Cli.add(cli, new UpCommand(environment, roles).spec());
    return Cli.configured(cli);
  }
}
