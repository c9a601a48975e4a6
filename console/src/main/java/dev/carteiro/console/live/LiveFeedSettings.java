// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the console's live feed.
 *
 * @param replay how far back a client that reconnects may resume
 * @param bufferBytes memory in bytes for the events that are kept for this; the oldest are removed
 *     first
 * @param clientBytes how many bytes a client may fall behind before it is disconnected
 * @param maxClients maximum connections at one time
 * @param maxClientsPerKey maximum connections of one API key
 * @param allowedOrigins origins ({@code https://app.example.com}) whose pages may connect, beside
 *     the console's own
 */
public record LiveFeedSettings(
    Duration replay,
    long bufferBytes,
    long clientBytes,
    int maxClients,
    int maxClientsPerKey,
    List<String> allowedOrigins) {

  public static final Setting<Duration> REPLAY =
      Setting.duration(
          "LIVE_REPLAY",
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          "How far back a client of the live feed may resume.");
  public static final Setting<Long> BUFFER_BYTES =
      Setting.bytes(
          "LIVE_BUFFER_BYTES",
          64L << 20,
          1L << 20,
          4L << 30,
          "Memory for the events that clients of the live feed may resume from.");
  public static final Setting<Long> CLIENT_BYTES =
      Setting.bytes(
          "LIVE_CLIENT_BYTES",
          2L << 20,
          64L << 10,
          64L << 20,
          "Bytes by which a client of the live feed may fall behind before it is dropped.");
  public static final Setting<Integer> MAX_CLIENTS =
      Setting.integer(
          "LIVE_MAX_CLIENTS", 2_000, 1, 100_000, "Clients of the live feed of one console.");
  public static final Setting<Integer> MAX_CLIENTS_PER_KEY =
      Setting.integer(
          "LIVE_MAX_CLIENTS_PER_KEY", 200, 1, 100_000, "Clients of the live feed with one key.");
  public static final Setting<List<String>> ALLOWED_ORIGINS =
      Setting.texts(
          "LIVE_ALLOWED_ORIGINS",
          "",
          "Origins whose pages may use the live feed, comma-separated (https://app.example.com);"
              + " the console's own always may.");

  public LiveFeedSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    for (String origin : allowedOrigins) {
      if (!origin.matches("https?://[^/\\s]+")) {
        throw new InvalidSettingException(
            ALLOWED_ORIGINS.name(),
            "must hold origins such as https://app.example.com, without a path (it holds \""
                + origin
                + "\")");
      }
    }
  }

  public static List<Setting<?>> settings() {
    return List.of(
        REPLAY, BUFFER_BYTES, CLIENT_BYTES, MAX_CLIENTS, MAX_CLIENTS_PER_KEY, ALLOWED_ORIGINS);
  }

  public static LiveFeedSettings from(Environment environment) {
    return new LiveFeedSettings(
        environment.get(REPLAY),
        environment.get(BUFFER_BYTES),
        environment.get(CLIENT_BYTES),
        environment.get(MAX_CLIENTS),
        environment.get(MAX_CLIENTS_PER_KEY),
        environment.get(ALLOWED_ORIGINS));
  }
}
