// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import dev.carteiro.contract.Json;
import io.javalin.http.Context;

/** Writes responses as JSON. */
final class ConsoleJsonResponse {
  private ConsoleJsonResponse() {}

  static void json(Context context, Object value) {
    // The data changes all the time and is not for shared caches.
    context.header("Cache-Control", "no-store");
    context.contentType("application/json").result(Json.write(value));
  }
}
