// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.ShutdownSettings;
import dev.carteiro.contract.send.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Settings of the sender role. */
public record SenderSettings(
    @Setting(name = "SENDER_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address the sender's HTTP server listens on.")
        String host,
    @Setting(name = "SENDER_PORT", defaultValue = "8083", range = "0..65535")
        @HelpText("Port of the sender: health and metrics.")
        int port,
    KafkaSettings kafka,
    KafkaSettings.SenderGroupSettings group,
    @Setting(name = "HTTP_POOL_CONNECTIONS", defaultValue = "10", range = "1..1000")
        @HelpText("Evolution servers that are called at once.")
        int hosts,
    @Setting(name = "HTTP_POOL_MAXSIZE", defaultValue = "20", range = "1..1000")
        @HelpText("Calls to one Evolution server at once, at most.")
        int connectionsPerHost,
    @Setting(
            name = "SENDER_LANE_CONCURRENCY",
            defaultValue = "high=4,normal=2,low=1,monitoring=1,maintenance=1",
            parser = "weights")
        @HelpText(
            "Of the calls to one server, how many are kept for each lane: lane=number,"
                + " comma-separated.")
        Map<Lane, Integer> laneConcurrency,
    @Setting(name = "SENDER_CONNECT_TIMEOUT", defaultValue = "PT5S", range = "PT0.1S..PT1M")
        @HelpText("Until a connection to Evolution must stand.")
        Duration connectTimeout,
    @Setting(name = "SENDER_REQUEST_TIMEOUT", defaultValue = "PT1M", range = "PT0.1S..PT10M")
        @HelpText("Until Evolution must have answered; then the attempt counts as uncertain.")
        Duration requestTimeout,
    @Setting(name = "SENDER_QUEUE_WAIT", defaultValue = "PT15S", range = "PT0.1S..PT5M")
        @HelpText("How long a claimed dispatch may wait for a connection before it is handed back.")
        Duration queueWait,
    @Setting(name = "SENDER_MAX_IN_FLIGHT", defaultValue = "400", range = "1..100000")
        @HelpText("Dispatches that one sender process has claimed and not answered, at most.")
        int maxInFlight,
    @Setting(name = "SENDER_BREAKER_FAILURES", defaultValue = "5", range = "1..1000")
        @HelpText("Failures in a row after which a server is left alone for a while.")
        int breakerFailures,
    @Setting(name = "SENDER_BREAKER_OPEN", defaultValue = "PT15S", range = "PT0.1S..PT1H")
        @HelpText("How long a failing server is left alone before one call tries again.")
        Duration breakerOpen,
    @Setting(name = "SENDER_PROBE_EVERY", defaultValue = "PT15S", range = "PT0.1S..PT1H")
        @HelpText(
            "How often each Evolution server in use is probed; one that does not answer is known after one and a half times"
                + " that and two time-outs at most.")
        Duration probeEvery,
    @Setting(name = "SENDER_PROBE_TIMEOUT", defaultValue = "PT10S", range = "PT0.1S..PT1M")
        @HelpText("Until a probe of an Evolution server must be answered.")
        Duration probeTimeout,
    @Setting(name = "SENDER_CREDENTIALS", secret = true, parser = "credentials")
        @HelpText(
            "API keys of Evolution: name=key, separated by commas or line breaks; bindings name them.")
        Map<String, String> credentials,
    @Setting(name = "SENDER_CREDENTIALS_DIR")
        @HelpText(
            "Directory with one file per credential, named as the binding names it; changes are seen.")
        Optional<Path> credentialsDirectory,
    ShutdownSettings shutdown) {

  public SenderSettings {
    laneConcurrency = Map.copyOf(laneConcurrency);
    credentials = Map.copyOf(credentials);
  }

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "SENDER_PORT");
  }

  static Map<String, String> credentials(String text) {
    Map<String, String> credentials = new LinkedHashMap<>();
    for (String part : text.split("[,\n]")) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.strip().split("=", 2);
      if (pair.length != 2 || !pair[0].matches("[A-Za-z0-9._-]{1,128}") || pair[1].isBlank()) {
        throw new IllegalArgumentException(
            "must read name=key, names of letters, digits, '.', '_' and '-'");
      }
      credentials.put(pair[0], pair[1].strip());
    }
    return credentials;
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "SenderSettings[http=" + http() + ", credentials=" + credentials.keySet() + "]";
  }
}
