// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the role evolution-fake: a stand-in for an Evolution API server.
 *
 * @param apiKey the server's global key, which opens every instance
 * @param version the version that the server reports; from 2.4 on it accepts a client's {@code
 *     messageId}
 * @param webhookUrl every instance's webhook until it sets its own; absent to send none
 * @param exposeApiKey whether webhooks carry the instance's token, as Evolution's example settings
 *     have it
 * @param zone time zone of the server's clock; {@code date_time} shows its local time as if it were
 *     UTC
 * @param seed seed of all random decisions
 * @param timeScale by how many times waits are shortened: retries of webhooks, statuses, typing
 * @param webhookTimeout timeout of one attempt to deliver a webhook; not scaled
 * @param serverAckAfter time from a send to its SERVER_ACK; up to half of it is added
 * @param deliveryAckAfter time from a send to its DELIVERY_ACK, likewise
 * @param readAfter time from a send to its READ, likewise
 * @param readPercent percentage of contacts that read their messages
 * @param kept maximum entries of each history; the oldest are removed first
 * @param pendingWebhooks maximum webhooks not delivered yet; further webhooks are dropped and
 *     counted
 */
public record EvolutionFakeSettings(
    HttpServerSettings http,
    String apiKey,
    String version,
    Optional<String> webhookUrl,
    boolean exposeApiKey,
    ZoneId zone,
    int seed,
    int timeScale,
    Duration webhookTimeout,
    Duration serverAckAfter,
    Duration deliveryAckAfter,
    Duration readAfter,
    int readPercent,
    int kept,
    int pendingWebhooks) {

  public static final Setting<String> HOST =
      Setting.text(
          "FAKE_HOST", "127.0.0.1", "Address evolution-fake listens on; loopback, nothing else.");
  public static final Setting<Integer> PORT =
      Setting.port("FAKE_PORT", 8088, "Port of evolution-fake.");
  public static final Setting<String> API_KEY =
      new Setting<>(
          "FAKE_API_KEY",
          "evolution-fake-global-key",
          true,
          "Global API key that evolution-fake takes.",
          String::strip);
  public static final Setting<String> VERSION =
      Setting.text(
          "FAKE_VERSION",
          "2.3.7",
          "Version that evolution-fake claims; from 2.4 on it takes a client's messageId.");
  public static final Setting<Optional<String>> WEBHOOK_URL =
      Setting.optional(
          "FAKE_WEBHOOK_URL", "Where evolution-fake posts the webhooks of every instance.");
  public static final Setting<Boolean> EXPOSE_API_KEY =
      Setting.flag("FAKE_EXPOSE_API_KEY", true, "Whether webhooks carry the instance's token.");
  public static final Setting<ZoneId> ZONE =
      new Setting<>(
          "FAKE_ZONE",
          "America/Sao_Paulo",
          false,
          "Time zone of evolution-fake's wall clock, which date_time prints as if it were UTC.",
          EvolutionFakeSettings::zone);
  public static final Setting<Integer> SEED =
      Setting.integer(
          "FAKE_SEED", 1, 0, Integer.MAX_VALUE, "Seed of what evolution-fake leaves to chance.");
  public static final Setting<Integer> TIME_SCALE =
      Setting.integer(
          "FAKE_TIME_SCALE", 1, 1, 10_000, "How many times faster than real evolution-fake waits.");
  public static final Setting<Duration> WEBHOOK_TIMEOUT =
      Setting.duration(
          "FAKE_WEBHOOK_TIMEOUT",
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          "Until a webhook's receiver must have answered one attempt.");
  public static final Setting<Duration> SERVER_ACK_AFTER =
      delay("FAKE_SERVER_ACK_AFTER", Duration.ofMillis(200), "From a send to its SERVER_ACK.");
  public static final Setting<Duration> DELIVERY_ACK_AFTER =
      delay("FAKE_DELIVERY_ACK_AFTER", Duration.ofMillis(800), "From a send to its DELIVERY_ACK.");
  public static final Setting<Duration> READ_AFTER =
      delay("FAKE_READ_AFTER", Duration.ofSeconds(3), "From a send to its READ.");
  public static final Setting<Integer> READ_PERCENT =
      Setting.integer(
          "FAKE_READ_PERCENT", 70, 0, 100, "Of evolution-fake's contacts, how many read.");
  public static final Setting<Integer> KEPT =
      Setting.integer(
          "FAKE_KEPT",
          1_000_000,
          1,
          100_000_000,
          "Deliveries, and requests, that evolution-fake remembers; the oldest go first.");
  public static final Setting<Integer> PENDING_WEBHOOKS =
      Setting.integer(
          "FAKE_PENDING_WEBHOOKS",
          100_000,
          1,
          10_000_000,
          "Webhooks that evolution-fake has not delivered yet, at most.");

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    all.addAll(List.of(HOST, PORT, API_KEY, VERSION, WEBHOOK_URL, EXPOSE_API_KEY, ZONE, SEED));
    all.addAll(List.of(TIME_SCALE, WEBHOOK_TIMEOUT, SERVER_ACK_AFTER, DELIVERY_ACK_AFTER));
    all.addAll(List.of(READ_AFTER, READ_PERCENT, KEPT, PENDING_WEBHOOKS));
    return List.copyOf(all);
  }

  /**
   * @throws InvalidSettingException also when the address is not loopback, because everybody who
   *     reaches this server can read all messages
   */
  public static EvolutionFakeSettings from(Environment environment) {
    HttpServerSettings http =
        new HttpServerSettings(environment.get(HOST), environment.get(PORT), PORT.name());
    if (!http.isLoopback()) {
      throw new InvalidSettingException(
          HOST.name(), "is " + http.host() + ", which others can reach: use 127.0.0.1");
    }
    return new EvolutionFakeSettings(
        http,
        environment.get(API_KEY),
        environment.get(VERSION),
        environment.get(WEBHOOK_URL),
        environment.get(EXPOSE_API_KEY),
        environment.get(ZONE),
        environment.get(SEED),
        environment.get(TIME_SCALE),
        environment.get(WEBHOOK_TIMEOUT),
        environment.get(SERVER_ACK_AFTER),
        environment.get(DELIVERY_ACK_AFTER),
        environment.get(READ_AFTER),
        environment.get(READ_PERCENT),
        environment.get(KEPT),
        environment.get(PENDING_WEBHOOKS));
  }

  /** A duration divided by {@link #timeScale}. */
  public Duration scaled(Duration real) {
    return real.dividedBy(timeScale);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "EvolutionFakeSettings[http=" + http + ", version=" + version + ", seed=" + seed + "]";
  }

  private static Setting<Duration> delay(String name, Duration defaultValue, String description) {
    return Setting.duration(name, defaultValue, Duration.ZERO, Duration.ofHours(1), description);
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a time zone such as America/Sao_Paulo", e);
    }
  }
}
