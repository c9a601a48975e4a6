// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

/**
 * Thrown when the value of a setting is invalid. The message names the setting and what is wrong,
 * and never contains a secret's value.
 */
public final class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;

  public InvalidSettingException(String name, String problem) {
    super(name + " " + problem);
    this.name = name;
  }

  public InvalidSettingException(String name, String problem, Throwable cause) {
    super(name + " " + problem, cause);
    this.name = name;
  }

  /** The environment name of the offending setting. */
  public String name() {
    return name;
  }
}
