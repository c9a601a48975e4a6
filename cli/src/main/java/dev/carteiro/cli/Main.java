// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;

/** Entry point of the image: all commands except those with embedded services. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Cli.main(Cli.commandLine(Environment.system(), new BuiltRoles()), arguments);
  }
}
