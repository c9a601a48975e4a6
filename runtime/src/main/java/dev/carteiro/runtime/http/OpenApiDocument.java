// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Serves {@code /openapi.json}, the description of a process's API; it needs no key. */
public final class OpenApiDocument {
  private final byte[] document;

  /** Reads {@code openapi.json} in the package of a class. */
  public OpenApiDocument(Class<?> beside) {
    this(beside, document -> {});
  }

  /** Reads the document; {@code completion} adds what is declared in code. */
  public OpenApiDocument(Class<?> beside, Consumer<JsonNode> completion) {
    try (InputStream resource = beside.getResourceAsStream("openapi.json")) {
      JsonNode json = Json.mapper().readTree(resource);
      completion.accept(json);
      this.document = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json is not readable", e);
    }
  }

  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/openapi.json", context -> context.contentType("application/json").result(document));
  }
}
