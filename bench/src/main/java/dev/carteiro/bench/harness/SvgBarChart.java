// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.List;
import java.util.Locale;

/**
 * Draws a bar chart as SVG: a bar for each contender's median, with a line from minimum to maximum.
 */
final class SvgBarChart {
  private static final int WIDTH = 760;
  private static final int LEFT = 220;
  private static final int RIGHT = 110;
  private static final int BAR = 22;
  private static final int STEP = 34;
  private static final int TOP = 46;

  private SvgBarChart() {}

  static String bars(ContestResult result) {
    List<ContestResult.ContenderResult> rows =
        result.rows().stream().filter(row -> row.spread(result.deciding()).isPresent()).toList();
    double longest =
        rows.stream().mapToDouble(row -> row.spread(result.deciding()).get().max()).max().orElse(1);
    int height = TOP + rows.size() * STEP + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
        font-family="system-ui, sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="12" y="26" font-size="15" fill="#1c2430">%3$s</text>
        """
            .formatted(WIDTH, height, escaped(title(result))));
    double scale = (WIDTH - LEFT - RIGHT) / (longest == 0 ? 1 : longest);
    for (int n = 0; n < rows.size(); n++) {
      bar(svg, result, rows.get(n), TOP + n * STEP, scale);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(
      StringBuilder svg,
      ContestResult result,
      ContestResult.ContenderResult row,
      int top,
      double scale) {
    SampleSpread spread = row.spread(result.deciding()).orElseThrow();
    String colour =
        switch (row.kind()) {
          case OURS -> "#1f7a4d";
          case LIMIT -> "#8a94a3";
          case PEER -> "#b8c0cc";
        };
    int middle = top + BAR / 2;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" text-anchor="end" fill="#1c2430">%s</text>
            <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
            <path d="M%.1f %dH%.1f" stroke="#1c2430" stroke-width="1.5"/>
            <text x="%.1f" y="%d" fill="#1c2430">%s</text>
            """,
            LEFT - 8,
            middle + 5,
            escaped(row.name()),
            LEFT,
            top,
            Math.max(1, spread.median() * scale),
            BAR,
            colour,
            LEFT + spread.min() * scale,
            middle,
            LEFT + spread.max() * scale,
            LEFT + spread.max() * scale + 8,
            middle + 5,
            String.format(
                Locale.ROOT, "%,." + result.deciding().decimals() + "f", spread.median())));
  }

  static String title(ContestResult result) {
    return result.name()
        + ", "
        + (result.deciding() == BenchmarkMetric.RATE ? result.unit() + " " : "")
        + result.deciding().title()
        + (result.deciding().moreIsBetter() ? " (more is better)" : " (less is better)");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
