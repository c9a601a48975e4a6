// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the query API, which every topology process serves.
 *
 * @param advertised host and port under which other topology processes reach this process; absent
 *     to derive them from the listen address
 * @param peerSecret shared secret of the topology processes; may be absent only on a loopback
 *     address
 * @param deadline time limit of an answer; partitions that are missing then are named
 * @param maxScan maximum entries of one partition that one request reads
 * @param maxConcurrent maximum requests at one time; further requests are answered 503
 * @param access access to the query API
 */
public record QuerySettings(
    Optional<String> advertised,
    Optional<String> peerSecret,
    Duration deadline,
    int maxScan,
    int maxConcurrent,
    ApiAccessSettings access) {

  public static final Setting<Optional<String>> ADVERTISED =
      Setting.optional(
          "TOPOLOGY_ADVERTISED_ADDRESS",
          "host:port under which other topology processes reach this one; by default the address it"
              + " listens on, or the machine's name when it listens on all.");
  public static final Setting<Optional<String>> PEER_SECRET =
      Setting.optionalSecret(
          "QUERY_PEER_SECRET",
          "Secret that topology processes show each other; the same for all, at least 24"
              + " characters. Required unless TOPOLOGY_HOST is a loopback address.");
  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "QUERY_DEADLINE",
          Duration.ofSeconds(2),
          Duration.ofMillis(100),
          Duration.ofMinutes(1),
          "Until a query's answer must be complete; partitions that are missing then are named.");
  public static final Setting<Integer> MAX_SCAN =
      Setting.integer(
          "QUERY_MAX_SCAN",
          100_000,
          100,
          10_000_000,
          "Entries of one partition that one query looks at, at most; a page token goes on there.");
  public static final Setting<Integer> MAX_CONCURRENT =
      Setting.integer(
          "QUERY_MAX_CONCURRENT",
          64,
          1,
          1_000,
          "Queries that one process answers at once; more are answered 503.");

  private static final int MIN_SECRET_LENGTH = 24;

  public QuerySettings {
    peerSecret.ifPresent(
        secret -> {
          if (secret.length() < MIN_SECRET_LENGTH) {
            throw new InvalidSettingException(
                PEER_SECRET.name(), "must have at least " + MIN_SECRET_LENGTH + " characters");
          }
        });
    advertised.ifPresent(
        address -> {
          if (!address.matches("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):[0-9]{1,5}")) {
            throw new InvalidSettingException(
                ADVERTISED.name(), "must be host:port (it is \"" + address + "\")");
          }
        });
  }

  public static List<Setting<?>> settings() {
    return List.of(
        ADVERTISED,
        PEER_SECRET,
        DEADLINE,
        MAX_SCAN,
        MAX_CONCURRENT,
        ApiAccessSettings.BOOTSTRAP_ADMIN_KEY);
  }

  public static QuerySettings from(Environment environment, HttpServerSettings http) {
    QuerySettings settings =
        new QuerySettings(
            environment.get(ADVERTISED),
            environment.get(PEER_SECRET),
            environment.get(DEADLINE),
            environment.get(MAX_SCAN),
            environment.get(MAX_CONCURRENT),
            ApiAccessSettings.from(environment));
    if (!http.isLoopback() && settings.peerSecret().isEmpty()) {
      throw new InvalidSettingException(
          PEER_SECRET.name(),
          "is required when "
              + HttpServerSettings.TOPOLOGY_HOST.name()
              + " ("
              + http.host()
              + ") can be reached by others; the same for all topology processes");
    }
    return settings;
  }

  @Override
  public String toString() {
    return "QuerySettings[advertised="
        + advertised
        + ", deadline="
        + deadline
        + ", maxScan="
        + maxScan
        + ", maxConcurrent="
        + maxConcurrent
        + "]";
  }
}
