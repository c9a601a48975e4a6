// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.console.alert.AlertSettings;
import dev.carteiro.console.live.LiveFeedSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of the console role: monitoring, alerts, live feed and the web page.
 *
 * @param http address of the console's HTTP server
 * @param database the database that the sink writes
 * @param bridges base URLs of the bridges; commands of the page go to the first that answers
 * @param topologies base URLs of the topology processes; queries go to the first that answers
 * @param senders base URLs of the senders, for monitoring only
 * @param sinks base URLs of the sinks, for monitoring only
 * @param access access to the console's API
 * @param alerts alert rules and the channels that notify people
 * @param live settings of the live feed
 * @param topologyGroup consumer group of the topology, whose lag is monitored
 * @param senderGroup consumer group of the senders, likewise
 * @param sinkGroup consumer group of the sinks, likewise
 */
public record ConsoleSettings(
    HttpServerSettings http,
    KafkaSettings kafka,
    DatabaseSettings database,
    List<URI> bridges,
    List<URI> topologies,
    List<URI> senders,
    List<URI> sinks,
    ApiAccessSettings access,
    AlertSettings alerts,
    LiveFeedSettings live,
    String topologyGroup,
    String senderGroup,
    String sinkGroup,
    Duration shutdownGrace) {

  private static final String ADDRESSES =
      " comma-separated. A name that means several addresses means all of them.";

  public static final Setting<List<URI>> BRIDGE_URL =
      Setting.urls("CONSOLE_BRIDGE_URL", "http://127.0.0.1:8080", "Bridges," + ADDRESSES);
  public static final Setting<List<URI>> TOPOLOGY_URL =
      Setting.urls(
          "CONSOLE_TOPOLOGY_URL", "http://127.0.0.1:8081", "Topology processes," + ADDRESSES);
  public static final Setting<List<URI>> SENDER_URL =
      Setting.urls("CONSOLE_SENDER_URL", "http://127.0.0.1:8083", "Senders," + ADDRESSES);
  public static final Setting<List<URI>> SINK_URL =
      Setting.urls("CONSOLE_SINK_URL", "http://127.0.0.1:8082", "Sinks," + ADDRESSES);

  public ConsoleSettings {
    bridges = List.copyOf(bridges);
    topologies = List.copyOf(topologies);
    senders = List.copyOf(senders);
    sinks = List.copyOf(sinks);
  }

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(HttpServerSettings.consoleSettings());
    all.addAll(KafkaSettings.settings());
    all.addAll(DatabaseSettings.settings());
    all.addAll(ApiAccessSettings.settings());
    all.addAll(AlertSettings.settings());
    all.addAll(LiveFeedSettings.settings());
    all.addAll(
        List.of(
            BRIDGE_URL,
            TOPOLOGY_URL,
            SENDER_URL,
            SINK_URL,
            KafkaSettings.TOPOLOGY_APPLICATION_ID,
            KafkaSettings.SENDER_GROUP_ID,
            KafkaSettings.SINK_GROUP_ID,
            HttpServerSettings.SHUTDOWN_GRACE));
    return List.copyOf(all);
  }

  public static ConsoleSettings from(Environment environment) {
    return new ConsoleSettings(
        HttpServerSettings.console(environment),
        KafkaSettings.from(environment),
        DatabaseSettings.from(environment),
        environment.get(BRIDGE_URL),
        environment.get(TOPOLOGY_URL),
        environment.get(SENDER_URL),
        environment.get(SINK_URL),
        ApiAccessSettings.from(environment),
        AlertSettings.from(environment),
        LiveFeedSettings.from(environment),
        environment.get(KafkaSettings.TOPOLOGY_APPLICATION_ID),
        environment.get(KafkaSettings.SENDER_GROUP_ID),
        environment.get(KafkaSettings.SINK_GROUP_ID),
        environment.get(HttpServerSettings.SHUTDOWN_GRACE));
  }
}
