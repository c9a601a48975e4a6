// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carteiro.fake.faults.SimulatedResponse;
import java.util.List;
import java.util.Optional;

/**
 * Validates request bodies, with the error texts of Evolution's validator. Unknown fields are
 * accepted.
 */
public final class RequestSchemaValidator {
  private final JsonNode body;
  private final ArrayNode errors = JsonNodeFactory.instance.arrayNode();

  public RequestSchemaValidator(JsonNode body) {
    this.body = body;
  }

  public RequestSchemaValidator requires(String... properties) {
    for (String property : properties) {
      if (!body.has(property)) {
        errors.add("instance requires property \"" + property + "\"");
      }
    }
    return this;
  }

  public RequestSchemaValidator number() {
    return wrong(body.has("number") && !body.path("number").isTextual(), "Invalid format");
  }

  RequestSchemaValidator text(String property) {
    return wrong(
        body.has(property) && !body.path(property).isTextual(),
        property + " is not of a type(s) string");
  }

  public RequestSchemaValidator numeric(String property) {
    return wrong(
        body.has(property) && !body.path(property).isNumber(),
        property + " is not of a type(s) number");
  }

  RequestSchemaValidator delay() {
    return wrong(
        body.has("delay") && !body.path("delay").isIntegralNumber(),
        "Enter a value in milliseconds");
  }

  RequestSchemaValidator oneOf(String property, List<String> allowed) {
    return wrong(
        body.has(property) && !allowed.contains(body.path(property).asText()),
        property + " is not one of enum values: " + String.join(",", allowed));
  }

  RequestSchemaValidator items(String property, int min, int max) {
    JsonNode items = body.path(property);
    if (!body.has(property)) {
      return this;
    }
    if (!items.isArray()) {
      errors.add(property + " is not of a type(s) array");
    } else if (items.size() < min) {
      errors.add(property + " does not meet minimum length of " + min);
    } else if (items.size() > max) {
      errors.add(property + " does not meet maximum length of " + max);
    }
    return this;
  }

  /** Returns the error response; empty if the body is valid. */
  public Optional<SimulatedResponse> refusal() {
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(SimulatedResponse.schemaErrors(errors));
  }

  private RequestSchemaValidator wrong(boolean wrong, String error) {
    if (wrong) {
      errors.add(error);
    }
    return this;
  }
}
