// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Settings of the role evolution-fake: a stand-in for an Evolution API server.
 *
 * @param webhookUrl every instance's webhook until it sets its own
 * @param exposeApiKey as Evolution's example settings have it
 * @param timeScale by how many times waits are shortened: retries of webhooks, statuses, typing
 * @param webhookTimeout not scaled
 * @param serverAckAfter up to half of it is added, as to the next two
 */
public record EvolutionFakeSettings(
    @Setting(name = "FAKE_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address evolution-fake listens on; loopback, nothing else.")
        String host,
    @Setting(name = "FAKE_PORT", defaultValue = "8088", range = "0..65535")
        @HelpText("Port of evolution-fake.")
        int port,
    @Setting(name = "FAKE_API_KEY", defaultValue = "evolution-fake-global-key", secret = true)
        @HelpText("Global API key that evolution-fake takes.")
        String apiKey,
    @Setting(name = "FAKE_VERSION", defaultValue = "2.3.7")
        @HelpText("Version that evolution-fake claims; from 2.4 on it takes a client's messageId.")
        String version,
    @Setting(name = "FAKE_WEBHOOK_URL")
        @HelpText("Where evolution-fake posts the webhooks of every instance.")
        Optional<String> webhookUrl,
    @Setting(name = "FAKE_EXPOSE_API_KEY", defaultValue = "true")
        @HelpText("Whether webhooks carry the instance's token.")
        boolean exposeApiKey,
    @Setting(name = "FAKE_ZONE", defaultValue = "America/Sao_Paulo", parser = "zone")
        @HelpText(
            "Time zone of evolution-fake's wall clock, which date_time prints as if it were UTC.")
        ZoneId zone,
    @Setting(name = "FAKE_SEED", defaultValue = "1", range = "0..")
        @HelpText("Seed of what evolution-fake leaves to chance.")
        int seed,
    @Setting(name = "FAKE_TIME_SCALE", defaultValue = "1", range = "1..10000")
        @HelpText("How many times faster than real evolution-fake waits.")
        int timeScale,
    @Setting(name = "FAKE_WEBHOOK_TIMEOUT", defaultValue = "PT30S", range = "PT0.1S..PT10M")
        @HelpText("Until a webhook's receiver must have answered one attempt.")
        Duration webhookTimeout,
    @Setting(name = "FAKE_SERVER_ACK_AFTER", defaultValue = "PT0.2S", range = "PT0S..PT1H")
        @HelpText("From a send to its SERVER_ACK.")
        Duration serverAckAfter,
    @Setting(name = "FAKE_DELIVERY_ACK_AFTER", defaultValue = "PT0.8S", range = "PT0S..PT1H")
        @HelpText("From a send to its DELIVERY_ACK.")
        Duration deliveryAckAfter,
    @Setting(name = "FAKE_READ_AFTER", defaultValue = "PT3S", range = "PT0S..PT1H")
        @HelpText("From a send to its READ.")
        Duration readAfter,
    @Setting(name = "FAKE_READ_PERCENT", defaultValue = "70", range = "0..100")
        @HelpText("Of evolution-fake's contacts, how many read.")
        int readPercent,
    @Setting(name = "FAKE_KEPT", defaultValue = "1000000", range = "1..100000000")
        @HelpText("Deliveries, and requests, that evolution-fake remembers; the oldest go first.")
        int kept,
    @Setting(name = "FAKE_PENDING_WEBHOOKS", defaultValue = "100000", range = "1..10000000")
        @HelpText("Webhooks that evolution-fake has not delivered yet, at most.")
        int pendingWebhooks) {

  /**
   * @throws InvalidSettingException when the address is not loopback, because everybody who reaches
   *     this server can read all messages
   */
  public EvolutionFakeSettings {
    if (!HttpServerSettings.isLoopback(host)) {
      throw new InvalidSettingException(
          "FAKE_HOST", "is " + host + ", which others can reach: use 127.0.0.1");
    }
  }

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "FAKE_PORT");
  }

  /** A duration divided by {@link #timeScale}. */
  public Duration scaled(Duration real) {
    return real.dividedBy(timeScale);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "EvolutionFakeSettings[http=" + http() + ", version=" + version + ", seed=" + seed + "]";
  }

  static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a time zone such as America/Sao_Paulo", e);
    }
  }
}
