// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes rows as a CSV table (RFC 4180). A cell that a spreadsheet would take for a formula is
 * prefixed with {@code '}, because message texts come from strangers.
 */
final class QueryCsvWriter {
  private static final String FORMULA = "=+-@\t\r";

  private QueryCsvWriter() {}

  /**
   * Writes a table.
   *
   * @param columns dotted paths into the rows; empty for all top-level fields of all rows
   */
  static byte[] table(List<String> columns, List<? extends JsonNode> rows) {
    List<String> header = columns.isEmpty() ? fields(rows) : columns;
    StringBuilder text = new StringBuilder();
    line(text, header);
    for (JsonNode row : rows) {
      line(text, header.stream().map(column -> cell(row, column)).toList());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> fields(List<? extends JsonNode> rows) {
    Set<String> fields = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(fields::add));
    return List.copyOf(fields);
  }

  private static String cell(JsonNode row, String column) {
    JsonNode value = row;
    for (String part : column.split("\\.")) {
      value = value.path(part);
    }
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    // Numbers need no prefix; a negative one is not a formula.
    return value.isValueNode() && !value.isTextual() ? value.asText() : safe(text(value));
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static String safe(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static void line(StringBuilder text, List<String> cells) {
    for (int n = 0; n < cells.size(); n++) {
      text.append(n == 0 ? "" : ",");
      String cell = cells.get(n);
      boolean quoted = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      text.append(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
    }
    text.append("\r\n");
  }
}
