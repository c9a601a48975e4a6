// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows as a text table. A column is as wide as its widest cell; a cell is cut at 80
 * characters.
 */
public final class PlainTextTable {
  private static final int WIDEST = 80;

  private final List<List<String>> rows = new ArrayList<>();

  public PlainTextTable(List<String> header) {
    rows.add(header.stream().map(PlainTextTable::shown).toList());
  }

  public void add(List<String> row) {
    rows.add(row.stream().map(PlainTextTable::shown).toList());
  }

  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    print(out, rows.get(0), widths);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    print(out, rule, widths);
    rows.subList(1, rows.size()).forEach(row -> print(out, row, widths));
  }

  /**
   * Prints one row as a list of fields, one per line and uncut; fields with a null value are left
   * out.
   */
  public static void printFields(PrintWriter out, List<String> names, List<String> values) {
    int width = names.stream().mapToInt(PlainTextTable::length).max().orElse(0);
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i) != null) {
        String name = names.get(i);
        out.println(name + " ".repeat(width - length(name) + 2) + withoutControls(values.get(i)));
      }
    }
  }

  private static void print(PrintWriter out, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - length(cell) + 2));
    }
    out.println(line.toString().stripTrailing());
  }

  /**
   * Replaces control characters by spaces: in a message's text they could control the reader's
   * terminal.
   */
  public static String withoutControls(String cell) {
    return cell.replaceAll("\\p{Cc}", " ");
  }

  private static String shown(String cell) {
    String text = cell == null ? "" : withoutControls(cell);
    return length(text) <= WIDEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
