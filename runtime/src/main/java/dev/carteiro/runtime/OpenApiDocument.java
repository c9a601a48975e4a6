// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /openapi.json}: the description of everything that a process serves, for anyone. */
public final class OpenApiDocument {
  private final byte[] document;

  /**
   * @param beside the class beside which the resource {@code openapi.json} lies
   */
  public OpenApiDocument(Class<?> beside) {
    try (InputStream resource = beside.getResourceAsStream("openapi.json")) {
      this.document = resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json is not readable", e);
    }
  }

  /** Serves it. */
  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/openapi.json", context -> context.contentType("application/json").result(document));
  }
}
