// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

/**
 * Validates shares. It is not part of the records that have shares, because these refer to each
 * other's constants.
 */
final class ShareValidator {
  private ShareValidator() {}

  /**
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  static void check(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share must be from 0 to 1, not " + share);
    }
  }
}
