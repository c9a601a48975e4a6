// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /openapi.json}: the description of everything that this process answers, for anyone. */
final class OpenApi {
  private final byte[] document;

  OpenApi() {
    try (InputStream resource = OpenApi.class.getResourceAsStream("openapi.json")) {
      this.document = resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json is not readable", e);
    }
  }

  void addTo(JavalinConfig config) {
    config.routes.get(
        "/openapi.json", context -> context.contentType("application/json").result(document));
  }
}
