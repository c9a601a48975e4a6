// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

/** Exit codes of processes, by which scripts and supervisors tell causes apart. */
public enum ExitCode {
  /** Stopped as asked. */
  OK(0),
  /** A check or a command failed; the output says which. */
  FAILED(1),
  /** The command line was not understood. */
  USAGE(2),
  /** A setting or the environment does not allow a start; restarting does not help. */
  CANNOT_START(3),
  /** A running role could not go on, or a disk is full; restarting may help. */
  ROLE_FAILED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
