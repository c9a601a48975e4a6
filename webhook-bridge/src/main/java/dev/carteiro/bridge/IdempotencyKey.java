// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.javalin.http.Context;
import java.util.Optional;

/** The {@code Idempotency-Key} header: what a caller calls one request, however often it comes. */
final class IdempotencyKey {
  private static final int LONGEST = 255;

  private IdempotencyKey() {}

  /** The header's value, if there is one; ends the request with 400 when it cannot be used. */
  static Optional<String> of(Context context) {
    String key = context.header("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > LONGEST)) {
      throw ApiProblems.badRequest(
          "INVALID_IDEMPOTENCY_KEY", "Idempotency-Key must have 1 to " + LONGEST + " characters.");
    }
    return Optional.ofNullable(key);
  }
}
