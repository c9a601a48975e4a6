// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.CarteiroCommandLine;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.config.Environment;
import picocli.CommandLine;

/** Entry point of the script {@code carteiro}: all commands, {@code up} included. */
public final class StandaloneMain {
  private StandaloneMain() {}

  public static void main(String[] arguments) {
    CarteiroCommandLine.main(commandLine(Environment.system(), new ModuleRoleFactory()), arguments);
  }

  public static CommandLine commandLine(Environment environment, RoleFactory roles) {
    CommandLine cli = CarteiroCommandLine.commandLine(environment, roles);
    cli.addSubcommand(new UpCommand(roles));
    return CarteiroCommandLine.configured(cli, environment);
  }
}
