// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;

/** Creates the problems of requests that are denied access: 401, 403 and 503. */
public final class AccessProblemFactory {
  private AccessProblemFactory() {}

  public static HttpProblemException unauthorized() {
    return new HttpProblem(
            401,
            "UNAUTHORIZED",
            "No valid API key",
            "Send Authorization: Bearer with a key that is in force.")
        .asException();
  }

  /** A valid key whose role does not allow the request, and the roles that do. */
  public static HttpProblemException forbidden(String roles) {
    return new HttpProblem(
            403,
            "FORBIDDEN",
            "The key's role does not allow this",
            "Use a key with the role " + roles + ".")
        .asException();
  }

  public static HttpProblemException notReady() {
    return new HttpProblem(
            503,
            "NOT_READY",
            "What is registered is still being read",
            "Try again in a few seconds.")
        .asException();
  }
}
