// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.runtime.Problem;
import dev.carteiro.runtime.ProblemException;

/** The errors of the admin API: stable codes, and what to do. */
final class ApiProblems {
  private ApiProblems() {}

  static ProblemException badRequest(String code, String detail) {
    return of(400, code, "The request is not valid", detail);
  }

  static ProblemException invalidField(String field, String mustBe) {
    return badRequest("INVALID_FIELD", "Field " + field + " must be " + mustBe + ".");
  }

  static ProblemException unauthorized() {
    return of(
        401,
        "UNAUTHORIZED",
        "No valid API key",
        "Send Authorization: Bearer with a key that is in force.");
  }

  static ProblemException forbidden() {
    return of(
        403, "FORBIDDEN", "The key's role does not allow this", "Use a key with the role admin.");
  }

  static ProblemException unknownTenant(String tenantId) {
    return of(
        404,
        "UNKNOWN_TENANT",
        "There is no such tenant",
        "Create it with PUT /api/tenants/" + tenantId + ".");
  }

  static ProblemException unknownInstance() {
    return of(
        404,
        "UNKNOWN_INSTANCE",
        "No such instance is registered",
        "Check its name and its gateway.");
  }

  static ProblemException unknownKey() {
    return of(404, "UNKNOWN_KEY", "There is no such API key", "List the keys with GET /api/keys.");
  }

  static ProblemException idempotencyKeyReused() {
    return of(
        422,
        "IDEMPOTENCY_KEY_REUSED",
        "The Idempotency-Key came with another request before",
        "Use a new key for a new request.");
  }

  static Problem unavailable(String detail) {
    return new Problem(
        503, "KAFKA_UNAVAILABLE", "The change could not be stored", "Try again: " + detail + ".");
  }

  static ProblemException notReady() {
    return of(
        503,
        "NOT_READY",
        "The bridge is still reading what is registered",
        "Try again in a few seconds.");
  }

  private static ProblemException of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail).asException();
  }
}
