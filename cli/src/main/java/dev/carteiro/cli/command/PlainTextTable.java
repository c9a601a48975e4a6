// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Prints rows as a text table; a cell is cut at 80 characters. */
public final class PlainTextTable {
  private static final int WIDEST = 80;

  private PlainTextTable() {}

  public static void print(PrintWriter out, List<String> header, List<List<String>> rows) {
    List<List<String>> lines =
        Stream.concat(Stream.of(header), rows.stream())
            .map(row -> row.stream().map(PlainTextTable::shown).toList())
            .toList();
    int[] widths =
        IntStream.range(0, header.size())
            .map(column -> width(lines.stream().map(line -> line.get(column))))
            .toArray();
    printLine(out, lines.get(0), widths);
    printLine(out, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    lines.stream().skip(1).forEach(line -> printLine(out, line, widths));
  }

  /** Prints one row, a field per line and uncut; null values are left out. */
  public static void printFields(PrintWriter out, List<String> names, List<String> values) {
    int width = width(names.stream());
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i) != null) {
        out.println(padded(names.get(i), width) + withoutControls(values.get(i)));
      }
    }
  }

  private static void printLine(PrintWriter out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(padded(cells.get(column), widths[column]));
    }
    out.println(line.toString().stripTrailing());
  }

  /** Replaces control characters: in a message's text they could control the terminal. */
  public static String withoutControls(String cell) {
    return cell.replaceAll("\\p{Cc}", " ");
  }

  private static String shown(String cell) {
    String text = cell == null ? "" : withoutControls(cell);
    return length(text) <= WIDEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - length(text) + 2);
  }

  private static int width(Stream<String> cells) {
    return cells.mapToInt(PlainTextTable::length).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
