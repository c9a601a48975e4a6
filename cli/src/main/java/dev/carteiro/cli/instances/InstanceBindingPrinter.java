// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.PlainTextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Prints an instance's binding, or the changes of it. */
final class InstanceBindingPrinter {

  /** A JSON field of the bridge's API and its heading. */
  private record BindingField(String name, String heading) {}

  private static final List<BindingField> FIELDS =
      List.of(
          new BindingField("tenantId", "tenant"),
          new BindingField("evolutionInstanceId", "evolution id"),
          new BindingField("apikeyFingerprint", "token (SHA-256)"),
          new BindingField("evolutionUrls", "evolution urls"),
          new BindingField("credential", "credential"),
          new BindingField("ratePerMinute", "rate per minute"),
          new BindingField("integration", "integration"),
          new BindingField("paused", "paused"),
          new BindingField("clientMessageIds", "client message ids"));

  private InstanceBindingPrinter() {}

  /** Prints all fields, one per line. */
  static void print(PrintWriter out, JsonNode binding) {
    List<String> names = new ArrayList<>(List.of("instance"));
    List<String> values = new ArrayList<>(List.of(binding.path("instance").asText()));
    for (BindingField field : FIELDS) {
      names.add(field.heading());
      values.add(value(binding, field.name()));
    }
    names.addAll(List.of("updated", "updated by"));
    values.addAll(List.of(binding.path("updatedAt").asText(), binding.path("updatedBy").asText()));
    PlainTextTable.printFields(out, names, values);
    out.flush();
  }

  /** Prints the fields that changed, one per line, or that nothing changed. */
  static void printChanges(PrintWriter out, JsonNode before, JsonNode after) {
    List<String> lines = new ArrayList<>();
    for (BindingField field : FIELDS) {
      String was = value(before, field.name());
      String is = value(after, field.name());
      if (!was.equals(is)) {
        lines.add(
            "  " + field.heading() + ": " + PlainTextTable.withoutControls(was + " -> " + is));
      }
    }
    if (lines.isEmpty()) {
      lines.add("  nothing changed: it was so before");
    }
    lines.forEach(out::println);
    out.flush();
  }

  private static String value(JsonNode binding, String field) {
    JsonNode value = binding.path(field);
    if (value.isArray()) {
      String all =
          StreamSupport.stream(value.spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining(", "));
      return all.isEmpty() ? "-" : all;
    }
    return value.isNull() || value.isMissingNode() ? "-" : value.asText();
  }
}
