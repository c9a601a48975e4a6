// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import dev.carteiro.contract.Json;
import io.javalin.http.Context;

/** Writes responses as JSON. */
public final class ConsoleJsonResponse {
  private ConsoleJsonResponse() {}

  public static void json(Context context, Object value) {
    encoded(context, Json.write(value));
  }

  public static void encoded(Context context, byte[] json) {
    // The data changes all the time and is not for shared caches.
    context.header("Cache-Control", "no-store");
    context.contentType("application/json").result(json);
  }
}
