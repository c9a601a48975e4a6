// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;

/** Entry point of the image: all commands except those with embedded services. */
public final class CommandLineMain {
  private CommandLineMain() {}

  public static void main(String[] arguments) {
    CarteiroCommandLine.main(
        CarteiroCommandLine.commandLine(Environment.system(), new ModuleRoleFactory()), arguments);
  }
}
