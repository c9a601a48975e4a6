// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes results as text tables, Markdown, JSON and SVG plots. */
public final class BenchmarkReportWriter {
  private BenchmarkReportWriter() {}

  /**
   * A run of one bench.
   *
   * @param command that repeats it
   */
  public record BenchmarkRun(
      String bench,
      Instant at,
      String command,
      BenchmarkMachine machine,
      List<ContestResult> results) {}

  /**
   * Writes {@code <bench>.json}, {@code .md} and one {@code .svg} for each contest. Plots of an
   * earlier run are deleted, because its contests may have had other names.
   */
  public static void write(Path directory, BenchmarkRun run, PreviousRunResults earlier) {
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(data(run.bench())), Json.write(run));
      Files.writeString(directory.resolve(run.bench() + ".md"), markdown(run, earlier));
      try (DirectoryStream<Path> old =
          Files.newDirectoryStream(directory, run.bench() + "-*.svg")) {
        for (Path plot : old) {
          Files.delete(plot);
        }
      }
      for (ContestResult result : run.results()) {
        Files.writeString(
            directory.resolve(run.bench() + "-" + slug(result.name()) + ".svg"), plot(result));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name of the JSON file with all samples. */
  static String data(String bench) {
    return bench + ".json";
  }

  private static String plot(ContestResult result) {
    return result.curve() ? SvgLineChart.of(result) : SvgBarChart.bars(result);
  }

  /** Returns the tables of a run as Markdown, with the command that repeats it. */
  static String markdown(BenchmarkRun run, PreviousRunResults earlier) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(run.bench()).append("\n\n");
    text.append("`").append(run.command()).append("`, ").append(run.at()).append(", ");
    text.append(run.machine().text()).append("\n");
    for (ContestResult result : run.results()) {
      text.append("\n## ").append(result.name()).append("\n\n");
      List<List<String>> table = table(result, earlier);
      row(text, table.get(0));
      row(text, table.get(0).stream().map(cell -> cell.isEmpty() ? "---" : "---:").toList());
      table.subList(1, table.size()).forEach(cells -> row(text, cells));
      text.append("\n![").append(result.name()).append("](");
      text.append(run.bench()).append("-").append(slug(result.name())).append(".svg)\n");
    }
    return text.toString();
  }

  /** Returns the table of one contest for a terminal. */
  public static String text(ContestResult result, PreviousRunResults earlier) {
    List<List<String>> table = table(result, earlier);
    int[] widths = new int[table.get(0).size()];
    for (List<String> cells : table) {
      for (int n = 0; n < cells.size(); n++) {
        widths[n] = Math.max(widths[n], cells.get(n).length());
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(result.bench()).append(": ").append(result.name()).append('\n');
    for (List<String> cells : table) {
      for (int n = 0; n < cells.size(); n++) {
        boolean words = n == 0 || n == cells.size() - 1;
        text.append(
            String.format("  %" + (words ? "-" : "") + Math.max(1, widths[n]) + "s", cells.get(n)));
      }
      // No spaces at the end of a line.
      while (text.charAt(text.length() - 1) == ' ') {
        text.setLength(text.length() - 1);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static List<List<String>> table(ContestResult result, PreviousRunResults earlier) {
    List<BenchmarkMetric> metrics =
        Arrays.stream(BenchmarkMetric.values())
            .filter(
                metric -> result.rows().stream().anyMatch(row -> row.spread(metric).isPresent()))
            .toList();
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    metrics.forEach(metric -> head.add(name(result, metric)));
    head.addAll(List.of("ours is, by " + name(result, result.deciding()), "remarks"));
    table.add(head);
    for (ContestResult.ContenderResult row : result.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.name()));
      metrics.forEach(metric -> cells.add(cell(metric, row.spread(metric))));
      cells.add(ratio(result, row, earlier));
      cells.add(remarks(row));
      table.add(cells);
    }
    return table;
  }

  private static String name(ContestResult result, BenchmarkMetric metric) {
    return (metric == BenchmarkMetric.RATE ? result.unit() + " " : "") + metric.title();
  }

  private static String remarks(ContestResult.ContenderResult row) {
    List<String> all = new ArrayList<>(row.remarks());
    if (row.skipped() != null) {
      all.add("left out: " + row.skipped());
    }
    // A cell is one line without a column separator.
    return String.join("; ", all).replaceAll("\\s*\\R\\s*", " / ").replace('|', '¦');
  }

  private static String cell(BenchmarkMetric metric, Optional<SampleSpread> spread) {
    return spread
        .map(
            found ->
                number(metric, found.median())
                    + (found.width() == 0
                        ? ""
                        : " (%s–%s)"
                            .formatted(number(metric, found.min()), number(metric, found.max()))))
        .orElse("");
  }

  private static String number(BenchmarkMetric metric, double value) {
    return String.format(Locale.ROOT, "%,." + metric.decimals() + "f", value).replace(',', ' ');
  }

  private static String ratio(
      ContestResult result, ContestResult.ContenderResult row, PreviousRunResults earlier) {
    if (row == result.rows().get(0)) {
      return "";
    }
    return result
        .ratio(row)
        .map(
            ratio ->
                String.format(Locale.ROOT, "× %.2f", ratio.median())
                    + doubt(ratio, earlier.disagreeing(result, row, ratio.median())))
        .orElse("");
  }

  private static String doubt(SampleSpread ratio, Optional<Double> then) {
    List<String> doubts = new ArrayList<>();
    if (ratio.width() > ContestResult.AGREEMENT) {
      doubts.add(String.format(Locale.ROOT, "%.2f–%.2f", ratio.min(), ratio.max()));
    }
    then.ifPresent(
        other -> doubts.add(String.format(Locale.ROOT, "%.2f in the run before", other)));
    return doubts.isEmpty() ? "" : ", not repeatable: " + String.join(", ", doubts);
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
