// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

/** Thrown when a contender cannot run on this machine; the message says what is missing. */
public final class ContenderUnavailableException extends Exception {
  public ContenderUnavailableException(String reason) {
    super(reason);
  }

  public ContenderUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
