// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.time.Duration;
import java.util.List;

/**
 * The address and port of a role's HTTP server.
 *
 * @param host address to bind; only loopback addresses may serve without authentication
 * @param port TCP port; 0 takes any free one
 * @param setting the environment name of the port, for errors that must name it
 */
public record HttpServerSettings(String host, int port, String setting) {

  public static final Setting<String> BRIDGE_HOST =
      Setting.text("BRIDGE_HOST", "127.0.0.1", "Address the bridge listens on.");
  public static final Setting<Integer> BRIDGE_PORT =
      Setting.port("BRIDGE_PORT", 8080, "Port of the bridge: webhooks, admin API, health.");
  public static final Setting<String> TOPOLOGY_HOST =
      Setting.text("TOPOLOGY_HOST", "127.0.0.1", "Address the topology's HTTP server listens on.");
  public static final Setting<Integer> TOPOLOGY_PORT =
      Setting.port("TOPOLOGY_PORT", 8081, "Port of the topology: queries, health and metrics.");
  public static final Setting<String> SINK_HOST =
      Setting.text("SINK_HOST", "127.0.0.1", "Address the sink's HTTP server listens on.");
  public static final Setting<Integer> SINK_PORT =
      Setting.port("SINK_PORT", 8082, "Port of the sink: health and metrics.");
  public static final Setting<String> SENDER_HOST =
      Setting.text("SENDER_HOST", "127.0.0.1", "Address the sender's HTTP server listens on.");
  public static final Setting<Integer> SENDER_PORT =
      Setting.port("SENDER_PORT", 8083, "Port of the sender: health and metrics.");

  public static final Setting<String> CONSOLE_HOST =
      Setting.text("CONSOLE_HOST", "127.0.0.1", "Address the console listens on.");
  public static final Setting<Integer> CONSOLE_PORT =
      Setting.port(
          "CONSOLE_PORT", 8084, "Port of the console: page, monitoring, live feed, health.");

  public static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.duration(
          "SHUTDOWN_GRACE",
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          "How long a stop waits for work under way; keep it below the container's grace period.");

  public static HttpServerSettings bridge(Environment environment) {
    return new HttpServerSettings(
        environment.get(BRIDGE_HOST), environment.get(BRIDGE_PORT), BRIDGE_PORT.name());
  }

  public static HttpServerSettings topology(Environment environment) {
    return new HttpServerSettings(
        environment.get(TOPOLOGY_HOST), environment.get(TOPOLOGY_PORT), TOPOLOGY_PORT.name());
  }

  public static HttpServerSettings sink(Environment environment) {
    return new HttpServerSettings(
        environment.get(SINK_HOST), environment.get(SINK_PORT), SINK_PORT.name());
  }

  public static HttpServerSettings sender(Environment environment) {
    return new HttpServerSettings(
        environment.get(SENDER_HOST), environment.get(SENDER_PORT), SENDER_PORT.name());
  }

  public static HttpServerSettings console(Environment environment) {
    return new HttpServerSettings(
        environment.get(CONSOLE_HOST), environment.get(CONSOLE_PORT), CONSOLE_PORT.name());
  }

  /** The same address with the port that was bound. */
  public HttpServerSettings onPort(int bound) {
    return new HttpServerSettings(host, bound, setting);
  }

  /** The base URL of this server for clients on the same machine; the port must not be 0. */
  public String localUrl() {
    return "http://" + (isLoopback() ? host : "127.0.0.1") + ":" + port;
  }

  /** Whether only this machine can reach the address. */
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("::1")
        || host.equals("[::1]");
  }

  public static List<Setting<?>> bridgeSettings() {
    return List.of(BRIDGE_HOST, BRIDGE_PORT);
  }

  public static List<Setting<?>> topologySettings() {
    return List.of(TOPOLOGY_HOST, TOPOLOGY_PORT);
  }

  public static List<Setting<?>> senderSettings() {
    return List.of(SENDER_HOST, SENDER_PORT);
  }

  public static List<Setting<?>> consoleSettings() {
    return List.of(CONSOLE_HOST, CONSOLE_PORT);
  }

  public static List<Setting<?>> sinkSettings() {
    return List.of(SINK_HOST, SINK_PORT);
  }
}
