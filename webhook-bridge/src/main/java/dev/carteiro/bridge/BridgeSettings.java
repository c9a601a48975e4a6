// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of the bridge role.
 *
 * @param secretPaths accepted secret path segments ({@code /webhooks/evolution/SECRET}); empty
 *     switches this check off
 * @param secretHeaderName header that carries the shared secret
 * @param secretHeaderValues accepted values of that header; empty switches this check off
 * @param jwtKeys accepted HS256 keys of Evolution's {@code jwt_key} bearer; empty switches this
 *     check off
 * @param jwtLeeway how long after its {@code exp} a token is still accepted. Evolution creates the
 *     token once per event, valid for 600 s, and reuses it for about 20 to 30 minutes of retries
 * @param checkApikey whether a webhook is refused when its body's {@code apikey} does not match the
 *     fingerprint in the binding
 * @param accessLog whether one INFO line with the trace id is logged for each webhook
 * @param access access to the API
 * @param shutdownGrace how long a stop waits for the acknowledgement of accepted requests
 * @param api limits of the send API
 */
public record BridgeSettings(
    HttpServerSettings http,
    KafkaSettings kafka,
    List<String> secretPaths,
    String secretHeaderName,
    List<String> secretHeaderValues,
    List<String> jwtKeys,
    Duration jwtLeeway,
    boolean checkApikey,
    boolean accessLog,
    ApiAccessSettings access,
    Duration shutdownGrace,
    SendApiSettings api) {

  public static final Setting<List<String>> SECRET_PATHS =
      Setting.secrets(
          "WEBHOOK_SECRET_PATH",
          "Secret last segment of the webhook URL; several, comma-separated, while rotating.");
  public static final Setting<String> SECRET_HEADER_NAME =
      Setting.text(
          "WEBHOOK_SECRET_HEADER_NAME",
          "X-Carteiro-Secret",
          "Header that carries the shared secret.");
  public static final Setting<List<String>> SECRET_HEADER_VALUES =
      Setting.secrets(
          "WEBHOOK_SECRET_HEADER", "Accepted values of the secret header, comma-separated.");
  public static final Setting<List<String>> JWT_KEYS =
      Setting.secrets(
          "WEBHOOK_JWT_KEY", "Accepted HS256 keys of Evolution's jwt_key bearer, comma-separated.");
  public static final Setting<Duration> JWT_LEEWAY =
      Setting.duration(
          "WEBHOOK_JWT_LEEWAY",
          Duration.ofMinutes(40),
          Duration.ofMinutes(30),
          Duration.ofDays(7),
          "How long after its expiry a webhook's token is still believed; Evolution reuses it on every retry.");
  public static final Setting<Boolean> CHECK_APIKEY =
      Setting.flag(
          "WEBHOOK_CHECK_APIKEY",
          false,
          "Refuse webhooks whose body apikey contradicts the fingerprint of their instance's binding.");
  public static final Setting<Boolean> ACCESS_LOG =
      Setting.flag("WEBHOOK_ACCESS_LOG", false, "Log one line with the trace id for each webhook.");

  private static final int MIN_SECRET_LENGTH = 16;

  public BridgeSettings {
    secretPaths = List.copyOf(secretPaths);
    secretHeaderValues = List.copyOf(secretHeaderValues);
    jwtKeys = List.copyOf(jwtKeys);
    secretPaths.forEach(secret -> requireLength(SECRET_PATHS, secret, MIN_SECRET_LENGTH));
    secretPaths.forEach(BridgeSettings::requirePathSegment);
    secretHeaderValues.forEach(
        secret -> requireLength(SECRET_HEADER_VALUES, secret, MIN_SECRET_LENGTH));
    jwtKeys.forEach(secret -> requireLength(JWT_KEYS, secret, MIN_SECRET_LENGTH));
    if (!http.isLoopback()
        && secretPaths.isEmpty()
        && secretHeaderValues.isEmpty()
        && jwtKeys.isEmpty()) {
      throw new InvalidSettingException(
          HttpServerSettings.BRIDGE_HOST.name(),
          "is "
              + http.host()
              + ", which others can reach: set WEBHOOK_SECRET_PATH, WEBHOOK_SECRET_HEADER or WEBHOOK_JWT_KEY,"
              + " or bind a loopback address");
    }
  }

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(HttpServerSettings.bridgeSettings());
    all.addAll(KafkaSettings.settings());
    all.addAll(SendApiSettings.settings());
    all.addAll(
        List.of(
            SECRET_PATHS,
            SECRET_HEADER_NAME,
            SECRET_HEADER_VALUES,
            JWT_KEYS,
            JWT_LEEWAY,
            CHECK_APIKEY,
            ACCESS_LOG,
            ApiAccessSettings.BOOTSTRAP_ADMIN_KEY,
            HttpServerSettings.SHUTDOWN_GRACE));
    return List.copyOf(all);
  }

  public static BridgeSettings from(Environment environment) {
    KafkaSettings kafka = KafkaSettings.from(environment);
    return new BridgeSettings(
        HttpServerSettings.bridge(environment),
        kafka,
        environment.get(SECRET_PATHS),
        environment.get(SECRET_HEADER_NAME),
        environment.get(SECRET_HEADER_VALUES),
        environment.get(JWT_KEYS),
        environment.get(JWT_LEEWAY),
        environment.get(CHECK_APIKEY),
        environment.get(ACCESS_LOG),
        ApiAccessSettings.from(environment),
        environment.get(HttpServerSettings.SHUTDOWN_GRACE),
        SendApiSettings.from(environment, kafka));
  }

  private static void requireLength(Setting<?> setting, String secret, int min) {
    if (secret.length() < min) {
      throw new InvalidSettingException(
          setting.name(), "must have at least " + min + " characters");
    }
  }

  private static void requirePathSegment(String secret) {
    if (!secret.matches("[A-Za-z0-9._~-]+")) {
      throw new InvalidSettingException(
          SECRET_PATHS.name(),
          "may hold letters, digits, '.', '_', '~' and '-' only, as it stands in a URL");
    }
  }

  @Override
  public String toString() {
    return "BridgeSettings[http="
        + http
        + ", kafka="
        + kafka
        + ", secretPaths="
        + secretPaths.size()
        + ", secretHeaderName="
        + secretHeaderName
        + ", secretHeaderValues="
        + secretHeaderValues.size()
        + ", jwtKeys="
        + jwtKeys.size()
        + ", jwtLeeway="
        + jwtLeeway
        + ", checkApikey="
        + checkApikey
        + ", accessLog="
        + accessLog
        + ", shutdownGrace="
        + shutdownGrace
        + ", api="
        + api
        + "]";
  }
}
