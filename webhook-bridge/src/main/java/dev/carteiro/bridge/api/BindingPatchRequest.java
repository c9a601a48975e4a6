// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The validated body of {@code PATCH /api/instances/{name}}: new values by their names in {@link
 * InstanceBinding}. An absent field keeps its value; null resets it.
 */
record BindingPatchRequest(ObjectNode fields) {
  private static final String APIKEY = "apikey";
  private static final String FINGERPRINT = "apikeyFingerprint";

  static BindingPatchRequest read(byte[] body) {
    RequestFieldReader given = RequestFieldReader.parse(body, BindingFieldReader.FIELDS);
    if (given.names().isEmpty()) {
      throw ApiProblemFactory.badRequest("MISSING_FIELD", "Name at least one field to change.");
    }
    if (given.names().contains("tenantId") && !given.has("tenantId")) {
      throw ApiProblemFactory.invalidField(
          "tenantId", "a tenant: an instance is always somebody's");
    }
    ObjectNode all = Json.mapper().valueToTree(BindingFieldReader.read(given, null, null, null));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String name : given.names()) {
      String field = name.equals(APIKEY) ? FINGERPRINT : name;
      fields.set(field, all.path(field).isMissingNode() ? null : all.get(field));
    }
    return new BindingPatchRequest(fields);
  }

  static BindingPatchRequest paused(boolean paused) {
    return new BindingPatchRequest(JsonNodeFactory.instance.objectNode().put("paused", paused));
  }

  /** The new tenant; empty when the tenant does not change. */
  Optional<String> tenantId() {
    return Optional.ofNullable(fields.path("tenantId").textValue());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    fields.fieldNames().forEachRemaining(names::add);
    return names;
  }

  InstanceBinding over(InstanceBinding binding) {
    ObjectNode all = Json.mapper().valueToTree(binding);
    all.setAll(fields);
    try {
      return Json.mapper().treeToValue(all, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a checked change does not fit a binding", e);
    }
  }
}
