// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgLineChartTest {

  @Test
  void pointsStandInTheirOrderAndAsHighAsTheirMedian() throws Exception {
    // Given
    ContestResult result =
        new ContestResult(
            "growth",
            "by <size>",
            "messages",
            BenchmarkMetric.CPU_MICROS,
            true,
            List.of(row("1", 50), row("10", 100), row("gone"), row("100", 0)));
    // When
    Document svg = parsed(SvgLineChart.of(result));
    // Then
    assertThat(attribute(svg, 0, "cy")).isEqualTo("175.0");
    assertThat(attribute(svg, 1, "cy")).isEqualTo("60.0");
    assertThat(attribute(svg, 2, "cy")).isEqualTo("290.0");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(attribute(svg, 0, "cx")).isEqualTo("70.0");
    assertThat(attribute(svg, 1, "cx")).isEqualTo("370.0");
  }

  @Test
  void aSinglePointIsAPlotToo() throws Exception {
    // Given
    ContestResult result =
        new ContestResult(
            "growth", "one", "messages", BenchmarkMetric.CPU_MICROS, true, List.of(row("1", 50)));
    // When
    Document svg = parsed(SvgLineChart.of(result));
    // Then
    assertThat(svg.getElementsByTagName("circle").getLength()).isOne();
  }

  private static String attribute(Document svg, int point, String name) {
    return ((Element) svg.getElementsByTagName("circle").item(point)).getAttribute(name);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static ContestResult.ContenderResult row(String name, double... values) {
    return new ContestResult.ContenderResult(
        name,
        BenchmarkContender.ContenderKind.OURS,
        values.length == 0 ? "left out" : null,
        java.util.Arrays.stream(values)
            .mapToObj(
                value ->
                    new MeasurementSample(Map.of(BenchmarkMetric.CPU_MICROS, value), List.of()))
            .toList());
  }
}
