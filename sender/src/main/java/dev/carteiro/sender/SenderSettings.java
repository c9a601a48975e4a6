// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.contract.send.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the sender role.
 *
 * @param groupId consumer group of all senders
 * @param hosts maximum Evolution servers called at one time
 * @param connectionsPerHost maximum calls to one server at one time
 * @param laneConcurrency calls to one server that are reserved for each lane, by lane name
 * @param connectTimeout time limit to open a connection
 * @param requestTimeout time limit of Evolution's response
 * @param queueWait how long a claimed dispatch may wait for a connection
 * @param maxInFlight maximum dispatches that this process has claimed and not answered
 * @param breakerFailures failures in a row that open a server's breaker
 * @param breakerOpen how long a breaker stays open before one call tries again
 * @param probeEvery how often each server in use is probed
 * @param probeTimeout time limit of a probe
 * @param credentials API keys of Evolution by the name that bindings use; secret
 * @param credentialsDirectory directory with one file per credential, named like the credential;
 *     read again when a file changes
 */
public record SenderSettings(
    HttpServerSettings http,
    KafkaSettings kafka,
    String groupId,
    int hosts,
    int connectionsPerHost,
    Map<Lane, Integer> laneConcurrency,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration queueWait,
    int maxInFlight,
    int breakerFailures,
    Duration breakerOpen,
    Duration probeEvery,
    Duration probeTimeout,
    Map<String, String> credentials,
    Optional<Path> credentialsDirectory,
    Duration shutdownGrace) {

  public static final Setting<Integer> HOSTS =
      Setting.integer(
          "HTTP_POOL_CONNECTIONS", 10, 1, 1_000, "Evolution servers that are called at once.");
  public static final Setting<Integer> CONNECTIONS_PER_HOST =
      Setting.integer(
          "HTTP_POOL_MAXSIZE", 20, 1, 1_000, "Calls to one Evolution server at once, at most.");
  public static final Setting<Map<Lane, Integer>> LANE_CONCURRENCY =
      new Setting<>(
          "SENDER_LANE_CONCURRENCY",
          "high=4,normal=2,low=1,monitoring=1,maintenance=1",
          false,
          "Of the calls to one server, how many are kept for each lane: lane=number,"
              + " comma-separated.",
          Lane::weights);
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "SENDER_CONNECT_TIMEOUT",
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMinutes(1),
          "Until a connection to Evolution must stand.");
  public static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.duration(
          "SENDER_REQUEST_TIMEOUT",
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          "Until Evolution must have answered; then the attempt counts as uncertain.");
  public static final Setting<Duration> QUEUE_WAIT =
      Setting.duration(
          "SENDER_QUEUE_WAIT",
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Duration.ofMinutes(5),
          "How long a claimed dispatch may wait for a connection before it is handed back.");
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(
          "SENDER_MAX_IN_FLIGHT",
          400,
          1,
          100_000,
          "Dispatches that one sender process has claimed and not answered, at most.");
  public static final Setting<Integer> BREAKER_FAILURES =
      Setting.integer(
          "SENDER_BREAKER_FAILURES",
          5,
          1,
          1_000,
          "Failures in a row after which a server is left alone for a while.");
  public static final Setting<Duration> BREAKER_OPEN =
      Setting.duration(
          "SENDER_BREAKER_OPEN",
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Duration.ofHours(1),
          "How long a failing server is left alone before one call tries again.");
  public static final Setting<Duration> PROBE_EVERY =
      Setting.duration(
          "SENDER_PROBE_EVERY",
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Duration.ofHours(1),
          "How often each Evolution server in use is probed; one that does not answer is known after one and a half times"
              + " that and two time-outs at most.");
  public static final Setting<Duration> PROBE_TIMEOUT =
      Setting.duration(
          "SENDER_PROBE_TIMEOUT",
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofMinutes(1),
          "Until a probe of an Evolution server must be answered.");
  public static final Setting<Map<String, String>> CREDENTIALS =
      new Setting<>(
          "SENDER_CREDENTIALS",
          "",
          true,
          "API keys of Evolution: name=key, separated by commas or line breaks; bindings name them.",
          SenderSettings::credentials);
  public static final Setting<Optional<String>> CREDENTIALS_DIRECTORY =
      Setting.optional(
          "SENDER_CREDENTIALS_DIR",
          "Directory with one file per credential, named as the binding names it; changes are seen.");

  public SenderSettings {
    laneConcurrency = Map.copyOf(laneConcurrency);
    credentials = Map.copyOf(credentials);
  }

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(HttpServerSettings.senderSettings());
    all.addAll(KafkaSettings.settings());
    all.addAll(
        List.of(
            KafkaSettings.SENDER_GROUP_ID,
            HOSTS,
            CONNECTIONS_PER_HOST,
            LANE_CONCURRENCY,
            CONNECT_TIMEOUT,
            REQUEST_TIMEOUT,
            QUEUE_WAIT,
            MAX_IN_FLIGHT,
            BREAKER_FAILURES,
            BREAKER_OPEN,
            PROBE_EVERY,
            PROBE_TIMEOUT,
            CREDENTIALS,
            CREDENTIALS_DIRECTORY,
            HttpServerSettings.SHUTDOWN_GRACE));
    return List.copyOf(all);
  }

  public static SenderSettings from(Environment environment) {
    return new SenderSettings(
        HttpServerSettings.sender(environment),
        KafkaSettings.from(environment),
        environment.get(KafkaSettings.SENDER_GROUP_ID),
        environment.get(HOSTS),
        environment.get(CONNECTIONS_PER_HOST),
        environment.get(LANE_CONCURRENCY),
        environment.get(CONNECT_TIMEOUT),
        environment.get(REQUEST_TIMEOUT),
        environment.get(QUEUE_WAIT),
        environment.get(MAX_IN_FLIGHT),
        environment.get(BREAKER_FAILURES),
        environment.get(BREAKER_OPEN),
        environment.get(PROBE_EVERY),
        environment.get(PROBE_TIMEOUT),
        environment.get(CREDENTIALS),
        environment.get(CREDENTIALS_DIRECTORY).map(Path::of),
        environment.get(HttpServerSettings.SHUTDOWN_GRACE));
  }

  private static Map<String, String> credentials(String text) {
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

  /** Without the credentials. */
  @Override
  public String toString() {
    return "SenderSettings[http="
        + http
        + ", kafka="
        + kafka
        + ", groupId="
        + groupId
        + ", hosts="
        + hosts
        + ", connectionsPerHost="
        + connectionsPerHost
        + ", credentials="
        + credentials.keySet()
        + "]";
  }
}
