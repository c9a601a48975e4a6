// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

/** A claim is not known to be committed: nothing of it may be called. */
final class ClaimFailedException extends Exception {
  private final String step;

  /**
   * @param step begin or commit
   */
  ClaimFailedException(String step, Throwable cause) {
    super("%s of a claim failed: %s".formatted(step, cause), cause);
    this.step = step;
  }

  String step() {
    return step;
  }
}
