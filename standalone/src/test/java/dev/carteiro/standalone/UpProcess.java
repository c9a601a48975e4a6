// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.config.Environment;

/**
 * The command line with fake roles, in a process of its own. The environment's {@code FAILING_ROLE}
 * fails.
 */
public final class UpProcess {
  private UpProcess() {}

  public static void main(String[] arguments) {
    FakeRoleFactory roles = new FakeRoleFactory(System.out::println, System.getenv("FAILING_ROLE"));
    System.exit(StandaloneMain.commandLine(Environment.system(), roles).execute(arguments));
  }
}
