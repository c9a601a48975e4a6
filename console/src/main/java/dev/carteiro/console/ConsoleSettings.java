// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.ShutdownSettings;
import dev.carteiro.console.alert.AlertSettings;
import dev.carteiro.console.live.LiveFeedSettings;
import java.net.URI;
import java.util.List;

/**
 * Settings of the console role: monitoring, alerts, live feed and the web page. Commands of the
 * page go to the first bridge that answers, queries to the first topology process; the other
 * addresses and the consumer groups are for monitoring.
 */
public record ConsoleSettings(
    @Setting(name = "CONSOLE_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address the console listens on.")
        String host,
    @Setting(name = "CONSOLE_PORT", defaultValue = "8084", range = "0..65535")
        @HelpText("Port of the console: page, monitoring, live feed, health.")
        int port,
    KafkaSettings kafka,
    DatabaseSettings database,
    ApiAccessSettings access,
    AlertSettings alerts,
    LiveFeedSettings live,
    @Setting(name = "CONSOLE_BRIDGE_URL", defaultValue = "http://127.0.0.1:8080")
        @HelpText("Bridges," + ADDRESSES)
        List<URI> bridges,
    @Setting(name = "CONSOLE_TOPOLOGY_URL", defaultValue = "http://127.0.0.1:8081")
        @HelpText("Topology processes," + ADDRESSES)
        List<URI> topologies,
    SenderUrlSettings senders,
    @Setting(name = "CONSOLE_SINK_URL", defaultValue = "http://127.0.0.1:8082")
        @HelpText("Sinks," + ADDRESSES)
        List<URI> sinks,
    KafkaSettings.TopologyGroupSettings topologyGroup,
    KafkaSettings.SenderGroupSettings senderGroup,
    KafkaSettings.SinkGroupSettings sinkGroup,
    ShutdownSettings shutdown) {

  static final String ADDRESSES =
      " comma-separated. A name that means several addresses means all of them.";

  /** Where the senders are. */
  public record SenderUrlSettings(
      @Setting(name = "CONSOLE_SENDER_URL", defaultValue = "http://127.0.0.1:8083")
          @HelpText("Senders," + ADDRESSES)
          List<URI> urls) {}

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "CONSOLE_PORT");
  }
}
