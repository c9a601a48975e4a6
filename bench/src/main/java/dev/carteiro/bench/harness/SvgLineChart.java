// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.List;
import java.util.Locale;

/**
 * Draws a line chart as SVG: the medians of the rows in their order, with minimum and maximum. The
 * axis begins at zero.
 */
final class SvgLineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 340;
  private static final int LEFT = 70;
  private static final int RIGHT = 90;
  private static final int TOP = 60;
  private static final int BOTTOM = 290;

  private SvgLineChart() {}

  static String of(ContestResult result) {
    List<ContestResult.ContenderResult> rows =
        result.rows().stream().filter(row -> row.spread(result.deciding()).isPresent()).toList();
    double highest =
        rows.stream().mapToDouble(row -> row.spread(result.deciding()).get().max()).max().orElse(1);
    double scale = (BOTTOM - TOP) / (highest == 0 ? 1 : highest);
    double step = rows.size() < 2 ? 0 : (WIDTH - LEFT - RIGHT) / (rows.size() - 1.0);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
        font-family="system-ui, sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="12" y="26" font-size="15" fill="#1c2430">%3$s</text>
        <path d="M%4$d %5$dH%6$d" stroke="#8a94a3"/>
        """
            .formatted(
                WIDTH,
                HEIGHT,
                SvgBarChart.escaped(SvgBarChart.title(result)),
                LEFT - 30,
                BOTTOM,
                WIDTH - RIGHT + 30));
    StringBuilder line = new StringBuilder();
    for (int n = 0; n < rows.size(); n++) {
      double x = LEFT + n * step;
      SampleSpread spread = rows.get(n).spread(result.deciding()).orElseThrow();
      line.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", n == 0 ? "M" : "L", x, BOTTOM - spread.median() * scale));
      point(svg, result, rows.get(n), x, scale);
    }
    svg.append("<path d=\"").append(line).append("\" fill=\"none\" stroke=\"#1f7a4d\"");
    return svg.append(" stroke-width=\"2\"/>\n</svg>\n").toString();
  }

  private static void point(
      StringBuilder svg,
      ContestResult result,
      ContestResult.ContenderResult row,
      double x,
      double scale) {
    SampleSpread spread = row.spread(result.deciding()).orElseThrow();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <path d="M%1$.1f %2$.1fV%3$.1f" stroke="#1c2430" stroke-width="1.5"/>
            <circle cx="%1$.1f" cy="%4$.1f" r="4" fill="#1f7a4d"/>
            <text x="%1$.1f" y="%5$.1f" text-anchor="middle" fill="#1c2430">%6$s</text>
            <text x="%1$.1f" y="%7$d" text-anchor="middle" fill="#1c2430">%8$s</text>
            """,
            x,
            BOTTOM - spread.min() * scale,
            BOTTOM - spread.max() * scale,
            BOTTOM - spread.median() * scale,
            BOTTOM - spread.max() * scale - 8,
            String.format(Locale.ROOT, "%,." + result.deciding().decimals() + "f", spread.median()),
            BOTTOM + 22,
            SvgBarChart.escaped(row.name())));
  }
}
