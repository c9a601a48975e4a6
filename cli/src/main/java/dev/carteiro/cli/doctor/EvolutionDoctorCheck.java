// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.console.monitor.collect.PrometheusTextParser;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the Evolution servers by the metrics of the senders, which know the servers and their keys
 * and call them from the network that matters.
 */
final class EvolutionDoctorCheck {
  private static final String PROBE = "sender_probe_state";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final List<URI> senders;
  private final List<DoctorFinding> findings = new ArrayList<>();

  /**
   * Creates the check.
   *
   * @param senders base URLs
   */
  EvolutionDoctorCheck(List<URI> senders) {
    this.senders = senders;
  }

  List<DoctorFinding> run() {
    HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    for (URI sender : senders) {
      ask(http, sender);
    }
    return findings;
  }

  private void ask(HttpClient http, URI sender) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sender + "/metrics")).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        servers(sender, PrometheusTextParser.read(answer.body()));
      } else {
        unknown(sender, "answers " + answer.statusCode());
      }
    } catch (IOException e) {
      unknown(sender, "does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private void unknown(URI sender, String why) {
    findings.add(
        DoctorFinding.unknown(
            "evolution",
            "the sender at %s %s".formatted(sender, why),
            "start a sender, or set CONSOLE_SENDER_URL: only senders can tell"));
  }

  private void servers(URI sender, ProcessMetricSamples samples) {
    List<ProcessMetricSamples.MetricSample> probes = samples.of(PROBE);
    if (probes.isEmpty()) {
      findings.add(
          DoctorFinding.ok("evolution", "no binding names a server, says the sender at " + sender));
    }
    for (ProcessMetricSamples.MetricSample probe : probes) {
      String server = probe.labels().getOrDefault("server", "");
      String finding = probe.labels().getOrDefault("finding", "");
      String version = probe.labels().getOrDefault("version", "");
      findings.add(finding(server, finding, version, probe.value()));
    }
  }

  private static DoctorFinding finding(
      String server, String finding, String version, double level) {
    String named = server + (version.isEmpty() ? "" : ", version " + version);
    String advice = "see " + finding + " under Probes in docs/OPERATIONS.md";
    if (level == 0) {
      return DoctorFinding.ok("evolution", named + " answers");
    }
    if (level == 1) {
      return DoctorFinding.warn("evolution", named + " answers, but: " + finding, advice);
    }
    return level == 2
        ? DoctorFinding.fail(
            "evolution", named + " does not answer", "bring it back; its messages wait meanwhile")
        : DoctorFinding.unknown(
            "evolution", named + " was not probed yet", "ask again in a minute");
  }
}
