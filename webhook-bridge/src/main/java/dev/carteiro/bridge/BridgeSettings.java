// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.ShutdownSettings;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the bridge role. An empty list of secrets switches its check off.
 *
 * @param jwtLeeway Evolution creates a token once per event, valid for 600 s, and reuses it for
 *     about 20 to 30 minutes of retries
 */
public record BridgeSettings(
    @Setting(name = "BRIDGE_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address the bridge listens on.")
        String host,
    @Setting(name = "BRIDGE_PORT", defaultValue = "8080", range = "0..65535")
        @HelpText("Port of the bridge: webhooks, admin API, health.")
        int port,
    KafkaSettings kafka,
    SendApiSettings api,
    @Setting(name = "WEBHOOK_SECRET_PATH", secret = true, minLength = 16)
        @HelpText(
            "Secret last segment of the webhook URL; several, comma-separated, while rotating.")
        List<String> secretPaths,
    @Setting(name = "WEBHOOK_SECRET_HEADER_NAME", defaultValue = "X-Carteiro-Secret")
        @HelpText("Header that carries the shared secret.")
        String secretHeaderName,
    @Setting(name = "WEBHOOK_SECRET_HEADER", secret = true, minLength = 16)
        @HelpText("Accepted values of the secret header, comma-separated.")
        List<String> secretHeaderValues,
    @Setting(name = "WEBHOOK_JWT_KEY", secret = true, minLength = 16)
        @HelpText("Accepted HS256 keys of Evolution's jwt_key bearer, comma-separated.")
        List<String> jwtKeys,
    @Setting(name = "WEBHOOK_JWT_LEEWAY", defaultValue = "PT40M", range = "PT30M..P7D")
        @HelpText(
            "How long after its expiry a webhook's token is still believed; Evolution reuses it on every retry.")
        Duration jwtLeeway,
    @Setting(name = "WEBHOOK_CHECK_APIKEY", defaultValue = "false")
        @HelpText(
            "Refuse webhooks whose body apikey contradicts the fingerprint of their instance's binding.")
        boolean checkApikey,
    @Setting(name = "WEBHOOK_ACCESS_LOG", defaultValue = "false")
        @HelpText("Log one line with the trace id for each webhook.")
        boolean accessLog,
    ApiAccessSettings access,
    ShutdownSettings shutdown) {

  public BridgeSettings {
    // Records are sized for the largest webhook; the content of a request is written to records,
    // too.
    api = api.within(kafka.maxBodyBytes());
    if (!secretPaths.stream().allMatch(secret -> secret.matches("[A-Za-z0-9._~-]+"))) {
      throw new InvalidSettingException(
          "WEBHOOK_SECRET_PATH",
          "may hold letters, digits, '.', '_', '~' and '-' only, as it stands in a URL");
    }
    if (!HttpServerSettings.isLoopback(host)
        && secretPaths.isEmpty()
        && secretHeaderValues.isEmpty()
        && jwtKeys.isEmpty()) {
      throw new InvalidSettingException(
          "BRIDGE_HOST",
          "is "
              + host
              + ", which others can reach: set WEBHOOK_SECRET_PATH, WEBHOOK_SECRET_HEADER or WEBHOOK_JWT_KEY,"
              + " or bind a loopback address");
    }
  }

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "BRIDGE_PORT");
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "BridgeSettings[http=" + http() + ", kafka=" + kafka + ", api=" + api + "]";
  }
}
