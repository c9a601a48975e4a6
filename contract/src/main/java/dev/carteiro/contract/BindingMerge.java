// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.event.InstanceBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;

/**
 * What a record of a binding means after those before it. A bridge that changes single fields
 * writes the whole binding as it knows it, and names the fields; what it may not have known of
 * stands. So changes that several bridges make at the same time all count, in the order of the log.
 */
public final class BindingMerge {
  /** Say who wrote last, and are no part of what was wanted. */
  private static final Set<String> STAMPS = Set.of("version", "updatedAt", "updatedBy");

  private BindingMerge() {}

  /**
   * The binding after a record.
   *
   * @param before null when none is known
   * @param value the record's; null when it takes the binding away
   * @param headers the record's
   */
  public static InstanceBinding after(
      InstanceBinding before, InstanceBinding value, Headers headers) {
    return after(before, value, fields(headers));
  }

  /**
   * The binding after a record.
   *
   * @param before null when none is known
   * @param value the record's; null when it takes the binding away
   * @param fields that the record is about; empty when it is meant as a whole
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
    // What has no value is not written.
    merged.remove(names);
    merged.setAll(changed.retain(names));
    try {
      return Json.mapper().treeToValue(merged, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a binding does not survive its own form", e);
    }
  }

  /** Whether two bindings say the same, whoever wrote them; null is a binding that is away. */
  public static boolean same(InstanceBinding one, InstanceBinding other) {
    return Objects.equals(wanted(one), wanted(other));
  }

  /**
   * Marks a record as a change of some fields.
   *
   * @param fields by their names in the binding; none for a record that only repeats what stands
   */
  public static void mark(Headers headers, Set<String> fields) {
    headers.add(
        RecordHeaders.CHANGED_FIELDS,
        String.join(",", new TreeSet<>(fields)).getBytes(StandardCharsets.UTF_8));
  }

  /** The fields that a record is about; empty when it is meant as a whole. */
  public static Optional<Set<String>> fields(Headers headers) {
    return RecordHeaders.text(headers, RecordHeaders.CHANGED_FIELDS)
        .map(text -> text.isEmpty() ? Set.of() : Set.of(text.split(",")));
  }

  private static JsonNode wanted(InstanceBinding binding) {
    return binding == null ? null : Json.mapper().<ObjectNode>valueToTree(binding).remove(STAMPS);
  }
}
