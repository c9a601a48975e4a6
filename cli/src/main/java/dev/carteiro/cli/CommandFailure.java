// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.runtime.ExitCode;

/**
 * Ends a command that cannot do what was asked. The message says why and what to do; it is printed
 * without a stack trace.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ExitCode exitCode;

  public CommandFailure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  CommandFailure(String message) {
    this(ExitCode.FAILED, message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
    this.exitCode = ExitCode.FAILED;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
