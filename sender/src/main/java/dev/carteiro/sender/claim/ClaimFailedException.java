// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

/**
 * A claim transaction failed, or its commit is uncertain: none of its dispatches may be executed.
 */
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
