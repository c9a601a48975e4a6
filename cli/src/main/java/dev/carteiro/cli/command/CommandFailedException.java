// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.runtime.lifecycle.ExitCode;

/** Ends a command that cannot do what was asked. The message says why and what to do. */
public final class CommandFailedException extends RuntimeException {
  private final transient ExitCode exitCode;

  public CommandFailedException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandFailedException(String message) {
    this(ExitCode.FAILED, message);
  }

  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
    this.exitCode = ExitCode.FAILED;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
