// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import io.javalin.http.Context;
import java.util.Optional;

/** Reads the {@code Idempotency-Key} header, which identifies a request over all its repeats. */
final class IdempotencyKeyHeader {
  private static final int LONGEST = 255;

  private IdempotencyKeyHeader() {}

  /** The header's value; empty when absent. A blank or too long value is answered 400. */
  static Optional<String> of(Context context) {
    String key = context.header("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > LONGEST)) {
      throw ApiProblemFactory.badRequest(
          "INVALID_IDEMPOTENCY_KEY", "Idempotency-Key must have 1 to " + LONGEST + " characters.");
    }
    return Optional.ofNullable(key);
  }
}
