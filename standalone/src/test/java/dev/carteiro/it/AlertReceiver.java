// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.runtime.testing.RecordingHttpServer;
import dev.carteiro.runtime.testing.RecordingHttpServer.RecordedHttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Receives alerts as a webhook. */
final class AlertReceiver implements AutoCloseable {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("DEAD_LETTERS", "Dead letters"),
          Map.entry("WEBHOOKS_PARKED", "Webhooks of unregistered instances"),
          Map.entry("INSTANCE_DISCONNECTED", "Instance disconnected"),
          Map.entry("INSTANCE_REMOVED", "Instance deleted"),
          Map.entry("INSTANCE_MISMATCH", "Webhooks of another instance"),
          Map.entry("QUEUE_LONG", "Queue is long"),
          Map.entry("QUEUE_WAITING", "Queue is very long"),
          Map.entry("QUEUE_BACKLOG", "An instance is behind"),
          Map.entry("QUEUE_STALLED", "Nothing is sent"),
          Map.entry("INSTANCE_SILENT", "Instance is silent"),
          Map.entry("FAILURE_RATE_HIGH", "Many messages fail"),
          Map.entry("QUEUE_FAILED", "Many failed messages"),
          Map.entry("SOURCE_LAG_HIGH", "Messages come late"),
          Map.entry("UNCONFIRMED_SENDS", "Messages without confirmation"),
          Map.entry("RESTORING", "Topology takes over partitions"),
          Map.entry("TIMERS_LATE", "Timers are late"),
          Map.entry("DISK_LOW", "Disk nearly full"),
          Map.entry("EVOLUTION_DEGRADED", "Evolution has trouble"),
          Map.entry("CLOCK_OFFSET", "A clock is wrong"),
          Map.entry("MONITORING_INCOMPLETE", "Monitoring is incomplete"),
          Map.entry("EVOLUTION_OFFLINE", "Evolution does not answer"),
          Map.entry("EVOLUTION_UNLICENSED", "Evolution needs a licence"),
          Map.entry("SENDER_DOWN", "No sender answers"),
          Map.entry("SINK_DOWN", "No sink answers"),
          Map.entry("TOPOLOGY_DOWN", "No topology process answers"),
          Map.entry("BRIDGE_DOWN", "No bridge answers"),
          Map.entry("POSTGRES_DOWN", "PostgreSQL does not answer"),
          Map.entry("TRANSACTION_HANGING", "A transaction hangs"),
          Map.entry("KAFKA_DOWN", "Kafka does not answer"));

  private final RecordingHttpServer server = new RecordingHttpServer();

  String url() {
    return server.url("/alerts").toString();
  }

  /** State and title of each, as the other channels say it. */
  List<String> titles() {
    return server.requests.stream().map(AlertReceiver::title).toList();
  }

  private static String title(RecordedHttpRequest request) {
    JsonNode alert = request.json().path("data");
    String rule = alert.path("rule").asText();
    JsonNode instance = alert.path("instance");
    String subject = alert.path("subject").asText("");
    String where =
        rule.equals("EVOLUTION_OFFLINE") || subject.isEmpty()
            ? ""
            : ": " + (instance.isMissingNode() ? subject : subject.replaceFirst("^default/", ""));
    return alert.path("state").asText().toLowerCase(Locale.ROOT)
        + " "
        + TITLES.getOrDefault(rule, rule)
        + where;
  }

  @Override
  public void close() {
    server.close();
  }
}
