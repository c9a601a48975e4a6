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

class ReportTest {
  private static final Result RESULT =
      result(
          row("ours", Contender.Kind.OURS, sample(20_000, 2.5), sample(22_000, 2.25)),
          row("bare", Contender.Kind.LIMIT, sample(40_000, 1), sample(44_000, 1)),
          row("noisy <peer>", Contender.Kind.PEER, sample(10_000, 9), sample(4_000, 9)),
          new Result.Row("gone", Contender.Kind.PEER, "no Redis\n  here | now", List.of()));

  @Test
  void theTextTableShowsMediansExtremesAndRatios() {
    // When
    String text = Report.text(RESULT, Earlier.none());
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
  void lessIsBetterTurnsTheRatioRound() {
    // Given
    Result byLatency = new Result("b", "n", "u", Metric.P50_MS, false, RESULT.rows());
    // When
    Spread ratio = byLatency.ratio(byLatency.rows().get(1)).orElseThrow();
    // Then
    assertThat(ratio.max()).isEqualTo(1 / 2.25);
  }

  @Test
  void filesAreReadableByProgramsAndBrowsers(@TempDir Path directory) throws Exception {
    // Given
    Machine machine = new Machine(2, "processor", 24, "Linux", "Java");
    Report.Run run =
        new Report.Run(
            "bridge",
            Instant.parse("2026-01-02T03:04:05Z"),
            "./carteiro bench bridge",
            machine,
            List.of(RESULT));
    Path old = Files.writeString(directory.resolve("bridge-32-connections.svg"), "<svg/>");
    Path other = Files.writeString(directory.resolve("sink-empty.svg"), "<svg/>");
    // When
    Report.write(directory, run, Earlier.none());
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
  void aRatioThatWasAnotherInTheRunBeforeIsNotRepeatable(@TempDir Path directory) throws Exception {
    // Given
    Machine machine = new Machine(2, "processor", 24, "Linux", "Java");
    Result before =
        result(
            row("ours", Contender.Kind.OURS, sample(20_000, 2), sample(20_000, 2)),
            row("bare", Contender.Kind.LIMIT, sample(30_000, 1), sample(30_000, 1)),
            row("noisy <peer>", Contender.Kind.PEER, sample(6_000, 9)),
            row("another", Contender.Kind.PEER, sample(1, 1)));
    Report.write(
        directory,
        new Report.Run("bridge", Instant.EPOCH, "a command", machine, List.of(before)),
        Earlier.none());

    // When
    String text = Report.text(RESULT, Earlier.of(directory, "bridge", machine));

    // Then
    assertThat(text)
        .contains("× 0.50, not repeatable: 0.67 in the run before")
        .contains("× 3.75, not repeatable: 2.00–5.50\n");
  }

  @Test
  void aRunOnAnotherMachineOrOfNoneIsNotCompared(@TempDir Path directory) throws Exception {
    // Given
    Machine machine = new Machine(2, "processor", 24, "Linux", "Java");
    Machine larger = new Machine(64, "processor", 24, "Linux", "Java");
    Result before =
        result(
            row("ours", Contender.Kind.OURS, sample(20_000, 2)),
            row("bare", Contender.Kind.LIMIT, sample(1, 1)));

    // When
    Earlier none = Earlier.of(directory, "bridge", machine);
    Report.write(
        directory,
        new Report.Run("bridge", Instant.EPOCH, "a command", larger, List.of(before)),
        none);
    Earlier another = Earlier.of(directory, "bridge", machine);

    // Then
    assertThat(Report.text(RESULT, none)).isEqualTo(Report.text(RESULT, Earlier.none()));
    assertThat(Report.text(RESULT, another)).isEqualTo(Report.text(RESULT, Earlier.none()));
    assertThat(Report.text(RESULT, Earlier.of(directory, "bridge", larger)))
        .contains("× 0.50, not repeatable: 20000.00 in the run before");
  }

  private static Result result(Result.Row... rows) {
    return new Result(
        "bridge", "64 connections, 1 KB", "requests", Metric.RATE, false, List.of(rows));
  }

  private static org.w3c.dom.Document svg(Path directory) throws Exception {
    String text = Files.readString(directory.resolve("bridge-64-connections-1-kb.svg"));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static Result.Row row(String name, Contender.Kind kind, Sample... samples) {
    return new Result.Row(name, kind, null, List.of(samples));
  }

  private static Sample sample(double rate, double millis) {
    return new Sample(Map.of(Metric.RATE, rate, Metric.P50_MS, millis), List.of());
  }
}
