// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class BenchmarkReportWriterTest {
  private static final ContestResult RESULT =
      result(
          row(
              "ours",
              BenchmarkContender.ContenderKind.OURS,
              sample(20_000, 2.5),
              sample(22_000, 2.25)),
          row("bare", BenchmarkContender.ContenderKind.LIMIT, sample(40_000, 1), sample(44_000, 1)),
          row(
              "noisy <peer>",
              BenchmarkContender.ContenderKind.PEER,
              sample(10_000, 9),
              sample(4_000, 9)),
          new ContestResult.ContenderResult(
              "gone", BenchmarkContender.ContenderKind.PEER, "no Redis\n  here | now", List.of()));

  @Test
  void theTextTableShowsMediansExtremesAndRatios() {
    // When
    String text = BenchmarkReportWriter.text(RESULT, PreviousRunResults.none());
    // Then
    assertThat(text.lines().map(String::strip))
        .containsExactly(
            "bridge: 64 connections, 1 KB",
            "requests per second            p50 ms    ours is, by requests per second  remarks",
            "ours          21 000 (20 000–22 000)  2.38 (2.25–2.50)",
            "bare          42 000 (40 000–44 000)              1.00                             × 0.50",
            "noisy <peer>    7 000 (4 000–10 000)              9.00  × 3.75, not repeatable: 2.00–5.50",
            "gone                                                                                       left out: no Redis / here ¦ now");
  }

  @Test
  void theRatioIsInvertedWhenLessIsBetter() {
    // Given
    ContestResult byLatency =
        new ContestResult("b", "n", "u", BenchmarkMetric.P50_MS, false, RESULT.rows());
    // When
    SampleSpread ratio = byLatency.ratio(byLatency.rows().get(1)).orElseThrow();
    // Then
    assertThat(ratio.max()).isEqualTo(1 / 2.25);
  }

  @Test
  void reportFilesAreValidJsonMarkdownAndSvg(@TempDir Path directory) throws Exception {
    // Given
    BenchmarkMachine machine = new BenchmarkMachine(2, "processor", 24, "Linux", "Java");
    BenchmarkReportWriter.BenchmarkRun run =
        new BenchmarkReportWriter.BenchmarkRun(
            "bridge",
            Instant.parse("2026-01-02T03:04:05Z"),
            "./carteiro bench bridge",
            machine,
            List.of(RESULT));
    Path old = Files.writeString(directory.resolve("bridge-32-connections.svg"), "<svg/>");
    Path other = Files.writeString(directory.resolve("sink-empty.svg"), "<svg/>");
    // When
    BenchmarkReportWriter.write(directory, run, PreviousRunResults.none());
    // Then
    assertThat(old).doesNotExist();
    assertThat(other).exists();
    JsonNode json = Json.mapper().readTree(directory.resolve("bridge.json").toFile());
    assertThat(json.at("/results/0/rows/0/samples/0/values/RATE").doubleValue()).isEqualTo(20_000);
    assertThat(json.at("/at").textValue()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Files.readString(directory.resolve("bridge.md")))
        .contains("`./carteiro bench bridge`, 2026-01-02T03:04:05Z, 2 cores (processor), 24 GB")
        .contains("| bare | 42 000 (40 000–44 000) | 1.00 | × 0.50 |  |")
        .contains("![64 connections, 1 KB](bridge-64-connections-1-kb.svg)");
    assertThat(svg(directory).getElementsByTagName("rect").getLength()).isEqualTo(4);
  }

  @Test
  void aRatioThatDiffersFromThePreviousRunIsMarkedNotRepeatable(@TempDir Path directory)
      throws Exception {
    // Given
    BenchmarkMachine machine = new BenchmarkMachine(2, "processor", 24, "Linux", "Java");
    ContestResult before =
        result(
            row(
                "ours",
                BenchmarkContender.ContenderKind.OURS,
                sample(20_000, 2),
                sample(20_000, 2)),
            row(
                "bare",
                BenchmarkContender.ContenderKind.LIMIT,
                sample(30_000, 1),
                sample(30_000, 1)),
            row("noisy <peer>", BenchmarkContender.ContenderKind.PEER, sample(6_000, 9)),
            row("another", BenchmarkContender.ContenderKind.PEER, sample(1, 1)));
    BenchmarkReportWriter.write(
        directory,
        new BenchmarkReportWriter.BenchmarkRun(
            "bridge", Instant.EPOCH, "a command", machine, List.of(before)),
        PreviousRunResults.none());

    // When
    String text =
        BenchmarkReportWriter.text(RESULT, PreviousRunResults.of(directory, "bridge", machine));

    // Then
    assertThat(text)
        .contains("× 0.50, not repeatable: 0.67 in the run before")
        .contains("× 3.75, not repeatable: 2.00–5.50\n");
  }

  @Test
  void aPreviousRunOnAnotherMachineIsNotCompared(@TempDir Path directory) throws Exception {
    // Given
    BenchmarkMachine machine = new BenchmarkMachine(2, "processor", 24, "Linux", "Java");
    BenchmarkMachine larger = new BenchmarkMachine(64, "processor", 24, "Linux", "Java");
    ContestResult before =
        result(
            row("ours", BenchmarkContender.ContenderKind.OURS, sample(20_000, 2)),
            row("bare", BenchmarkContender.ContenderKind.LIMIT, sample(1, 1)));

    // When
    PreviousRunResults none = PreviousRunResults.of(directory, "bridge", machine);
    BenchmarkReportWriter.write(
        directory,
        new BenchmarkReportWriter.BenchmarkRun(
            "bridge", Instant.EPOCH, "a command", larger, List.of(before)),
        none);
    PreviousRunResults another = PreviousRunResults.of(directory, "bridge", machine);

    // Then
    assertThat(BenchmarkReportWriter.text(RESULT, none))
        .isEqualTo(BenchmarkReportWriter.text(RESULT, PreviousRunResults.none()));
    assertThat(BenchmarkReportWriter.text(RESULT, another))
        .isEqualTo(BenchmarkReportWriter.text(RESULT, PreviousRunResults.none()));
    assertThat(
            BenchmarkReportWriter.text(RESULT, PreviousRunResults.of(directory, "bridge", larger)))
        .contains("× 0.50, not repeatable: 20000.00 in the run before");
  }

  private static ContestResult result(ContestResult.ContenderResult... rows) {
    return new ContestResult(
        "bridge", "64 connections, 1 KB", "requests", BenchmarkMetric.RATE, false, List.of(rows));
  }

  private static org.w3c.dom.Document svg(Path directory) throws Exception {
    String text = Files.readString(directory.resolve("bridge-64-connections-1-kb.svg"));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static ContestResult.ContenderResult row(
      String name, BenchmarkContender.ContenderKind kind, MeasurementSample... samples) {
    return new ContestResult.ContenderResult(name, kind, null, List.of(samples));
  }

  private static MeasurementSample sample(double rate, double millis) {
    return new MeasurementSample(
        Map.of(BenchmarkMetric.RATE, rate, BenchmarkMetric.P50_MS, millis), List.of());
  }
}
