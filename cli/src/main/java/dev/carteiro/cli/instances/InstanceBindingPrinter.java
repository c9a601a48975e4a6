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

  private record BindingField(String name, String heading) {}

  private static final List<BindingField> FIELDS =
      List.of(
          new BindingField("instance", "instance"),
          new BindingField("tenantId", "tenant"),
          new BindingField("evolutionInstanceId", "evolution id"),
          new BindingField("apikeyFingerprint", "token (SHA-256)"),
          new BindingField("evolutionUrls", "evolution urls"),
          new BindingField("credential", "credential"),
          new BindingField("ratePerMinute", "rate per minute"),
          new BindingField("integration", "integration"),
          new BindingField("paused", "paused"),
          new BindingField("clientMessageIds", "client message ids"),
          new BindingField("updatedAt", "updated"),
          new BindingField("updatedBy", "updated by"));

  private InstanceBindingPrinter() {}

  static void print(PrintWriter out, JsonNode binding) {
    PlainTextTable.printFields(
        out,
        FIELDS.stream().map(BindingField::heading).toList(),
        FIELDS.stream().map(field -> value(binding, field.name())).toList());
  }

  static void printChanges(PrintWriter out, JsonNode before, JsonNode after) {
    List<String> lines = new ArrayList<>();
    for (BindingField field : FIELDS) {
      String was = value(before, field.name());
      String is = value(after, field.name());
      if (!was.equals(is) && !field.name().startsWith("updated")) {
        lines.add(
            "  " + field.heading() + ": " + PlainTextTable.withoutControls(was + " -> " + is));
      }
    }
    if (lines.isEmpty()) {
      lines.add("  nothing changed");
    }
    lines.forEach(out::println);
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
