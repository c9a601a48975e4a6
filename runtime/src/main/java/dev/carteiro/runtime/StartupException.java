// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

/**
 * A role cannot run as configured. The message names what is wrong and what to do; the code is
 * stable.
 */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable, upper snake case, e.g. {@code PORT_IN_USE}
   */
  public StartupException(String code, String message) {
    super(message);
    this.code = code;
  }

  public StartupException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
