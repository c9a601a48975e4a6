// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;

/**
 * Validates request bodies, with the error texts of Evolution's validator. Unknown fields are
 * accepted.
 */
final class Schema {
  private final JsonNode body;
  private final ArrayNode errors = JsonNodeFactory.instance.arrayNode();

  Schema(JsonNode body) {
    this.body = body;
  }

  Schema requires(String... properties) {
    for (String property : properties) {
      if (!body.has(property)) {
        errors.add("instance requires property \"" + property + "\"");
      }
    }
    return this;
  }

  Schema number() {
    return wrong(body.has("number") && !body.path("number").isTextual(), "Invalid format");
  }

  Schema text(String property) {
    return wrong(
        body.has(property) && !body.path(property).isTextual(),
        property + " is not of a type(s) string");
  }

  Schema numeric(String property) {
    return wrong(
        body.has(property) && !body.path(property).isNumber(),
        property + " is not of a type(s) number");
  }

  Schema delay() {
    return wrong(
        body.has("delay") && !body.path("delay").isIntegralNumber(),
        "Enter a value in milliseconds");
  }

  Schema oneOf(String property, List<String> allowed) {
    return wrong(
        body.has(property) && !allowed.contains(body.path(property).asText()),
        property + " is not one of enum values: " + String.join(",", allowed));
  }

  Schema items(String property, int min, int max) {
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
  Optional<Answer> refusal() {
    return errors.isEmpty() ? Optional.empty() : Optional.of(Answer.schemaErrors(errors));
  }

  private Schema wrong(boolean wrong, String error) {
    if (wrong) {
      errors.add(error);
    }
    return this;
  }
}
