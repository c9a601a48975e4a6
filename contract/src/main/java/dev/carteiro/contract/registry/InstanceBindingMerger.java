// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;

/**
 * Applies the records of {@code whatsapp-instance} to a binding. A bridge that changes single
 * fields writes the whole binding as it knows it and names the changed fields in a header; only
 * these fields are applied. So concurrent changes by several bridges all take effect, in the order
 * of the log.
 */
public final class InstanceBindingMerger {
  /** Fields that describe the record and not the binding: always applied, never compared. */
  private static final Set<String> STAMPS = Set.of("version", "updatedAt", "updatedBy");

  private InstanceBindingMerger() {}

  /** The binding in force after a record; {@code before} is null when none is known. */
  public static InstanceBinding after(
      InstanceBinding before, InstanceBinding value, Headers headers) {
    return after(before, value, fields(headers));
  }

  /**
   * The binding in force after a record.
   *
   * @param before null when none is known
   * @param value the record's value; null for a tombstone, which removes the binding
   * @param fields names of the fields that the record changes; empty when it replaces the whole
   *     binding
   */
  public static InstanceBinding after(
      InstanceBinding before, InstanceBinding value, Optional<Set<String>> fields) {
    if (before == null || value == null || fields.isEmpty()) {
      return value;
    }
    ObjectNode merged = Json.mapper().valueToTree(before);
    ObjectNode changed = Json.mapper().valueToTree(value);
    Set<String> names = new TreeSet<>(fields.get());
    names.addAll(STAMPS);
    // A field without a value is absent in the JSON.
    merged.remove(names);
    merged.setAll(changed.retain(names));
    try {
      return Json.mapper().treeToValue(merged, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a binding does not survive its own form", e);
    }
  }

  /** Whether two bindings are equal, whoever wrote them and when; null stands for no binding. */
  public static boolean same(InstanceBinding one, InstanceBinding other) {
    return Objects.equals(wanted(one), wanted(other));
  }

  /** Marks a record as a change of some fields; of none when it changes nothing. */
  public static void mark(Headers headers, Set<String> fields) {
    headers.add(
        CarteiroRecordHeaders.CHANGED_FIELDS,
        CarteiroRecordHeaders.bytes(String.join(",", new TreeSet<>(fields))));
  }

  public static Optional<Set<String>> fields(Headers headers) {
    return CarteiroRecordHeaders.text(headers, CarteiroRecordHeaders.CHANGED_FIELDS)
        .map(text -> text.isEmpty() ? Set.of() : Set.of(text.split(",")));
  }

  private static JsonNode wanted(InstanceBinding binding) {
    return binding == null ? null : Json.mapper().<ObjectNode>valueToTree(binding).remove(STAMPS);
  }
}
