// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.List;

/** Settings of the console's live feed. The oldest events leave the buffer first. */
public record LiveFeedSettings(
    @Setting(name = "LIVE_REPLAY", defaultValue = "PT5M", range = "PT10S..PT1H")
        @HelpText("How far back a client of the live feed may resume.")
        Duration replay,
    @Setting(name = "LIVE_BUFFER_BYTES", defaultValue = "67108864", range = "1048576..4294967296")
        @HelpText("Memory for the events that clients of the live feed may resume from.")
        long bufferBytes,
    @Setting(name = "LIVE_CLIENT_BYTES", defaultValue = "2097152", range = "65536..67108864")
        @HelpText("Bytes by which a client of the live feed may fall behind before it is dropped.")
        long clientBytes,
    @Setting(name = "LIVE_MAX_CLIENTS", defaultValue = "2000", range = "1..100000")
        @HelpText("Clients of the live feed of one console.")
        int maxClients,
    @Setting(name = "LIVE_MAX_CLIENTS_PER_KEY", defaultValue = "200", range = "1..100000")
        @HelpText("Clients of the live feed with one key.")
        int maxClientsPerKey,
    @Setting(name = "LIVE_ALLOWED_ORIGINS")
        @HelpText(
            "Origins whose pages may use the live feed, comma-separated (https://app.example.com);"
                + " the console's own always may.")
        List<String> allowedOrigins) {

  public LiveFeedSettings {
    for (String origin : allowedOrigins) {
      if (!origin.matches("https?://[^/\\s]+")) {
        throw new InvalidSettingException(
            "LIVE_ALLOWED_ORIGINS",
            "must hold origins such as https://app.example.com, without a path (it holds \""
                + origin
                + "\")");
      }
    }
  }
}
