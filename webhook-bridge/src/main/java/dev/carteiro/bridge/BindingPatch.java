// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of {@code PATCH /api/instances/{name}}, checked: what of a binding is to change. A field
 * that is absent stays as it is; null takes back what was said.
 *
 * @param fields by the names that they have in an {@link InstanceBinding}
 */
record BindingPatch(ObjectNode fields) {
  private static final String APIKEY = "apikey";
  private static final String FINGERPRINT = "apikeyFingerprint";

  static BindingPatch read(byte[] body) {
    JsonFields given = JsonFields.parse(body, BindingRequest.FIELDS);
    if (given.names().isEmpty()) {
      throw ApiProblems.badRequest("MISSING_FIELD", "Name at least one field to change.");
    }
    if (given.names().contains("tenantId") && !given.has("tenantId")) {
      throw ApiProblems.invalidField("tenantId", "a tenant: an instance is always somebody's");
    }
    ObjectNode all = Json.mapper().valueToTree(BindingRequest.read(given));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String name : given.names()) {
      String field = name.equals(APIKEY) ? FINGERPRINT : name;
      fields.set(field, all.path(field).isMissingNode() ? null : all.get(field));
    }
    return new BindingPatch(fields);
  }

  /** Only stops an instance from sending, or lets it. */
  static BindingPatch paused(boolean paused) {
    return new BindingPatch(JsonNodeFactory.instance.objectNode().put("paused", paused));
  }

  /** The tenant that the instance is to belong to; empty when that stays. */
  Optional<String> tenantId() {
    return Optional.ofNullable(fields.path("tenantId").textValue());
  }

  /** Names of the fields that it changes. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    fields.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A binding with the change. */
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
