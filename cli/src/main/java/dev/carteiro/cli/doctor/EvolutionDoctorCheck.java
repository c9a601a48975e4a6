// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.console.monitor.collect.PrometheusTextParser;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Checks the Evolution servers by the metrics of the senders: only they know servers and keys. */
final class EvolutionDoctorCheck extends DoctorCheck {
  private static final String PROBE = "sender_probe_state";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final List<URI> senders;

  EvolutionDoctorCheck(List<URI> senders) {
    this.senders = senders;
  }

  @Override
  void check() throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    for (URI sender : senders) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(sender + "/metrics")).timeout(TIMEOUT).build();
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          servers(sender, PrometheusTextParser.read(response.body()));
        } else {
          unknown(sender, "answers " + response.statusCode());
        }
      } catch (IOException e) {
        unknown(sender, "does not answer");
      }
    }
  }

  private void unknown(URI sender, String why) {
    unknown(
        "evolution",
        "the sender at %s %s".formatted(sender, why),
        "start a sender, or set CONSOLE_SENDER_URL: only senders know Evolution");
  }

  private void servers(URI sender, ProcessMetricSamples samples) {
    List<ProcessMetricSamples.MetricSample> probes = samples.of(PROBE);
    if (probes.isEmpty()) {
      ok("evolution", "no binding names a server, according to the sender at " + sender);
    }
    for (ProcessMetricSamples.MetricSample probe : probes) {
      server(probe.label("server"), probe.label("finding"), probe.label("version"), probe.value());
    }
  }

  private void server(String server, String finding, String version, double level) {
    String named = server + (version.isEmpty() ? "" : ", version " + version);
    if (level == 0) {
      ok("evolution", named + " answers");
    } else if (level == 1) {
      warn(
          "evolution",
          named + " answers, but: " + finding,
          "see " + finding + " under Probes in docs/OPERATIONS.md");
    } else if (level == 2) {
      fail("evolution", named + " does not answer", "start it; its messages wait meanwhile");
    } else {
      unknown("evolution", named + " was not probed yet", "try again in a minute");
    }
  }
}
