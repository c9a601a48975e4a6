// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.runtime.Problem;
import dev.carteiro.runtime.ProblemException;

/** Why a caller is not served. */
public final class AccessProblems {
  private AccessProblems() {}

  public static ProblemException unauthorized() {
    return new Problem(
            401,
            "UNAUTHORIZED",
            "No valid API key",
            "Send Authorization: Bearer with a key that is in force.")
        .asException();
  }

  /**
   * The key is good, but not for this.
   *
   * @param roles that would be
   */
  public static ProblemException forbidden(String roles) {
    return new Problem(
            403,
            "FORBIDDEN",
            "The key's role does not allow this",
            "Use a key with the role " + roles + ".")
        .asException();
  }

  public static ProblemException notReady() {
    return new Problem(
            503,
            "NOT_READY",
            "What is registered is still being read",
            "Try again in a few seconds.")
        .asException();
  }
}
