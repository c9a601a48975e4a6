// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import java.util.List;
import picocli.CommandLine;

/** The commands that run a role. */
public final class RoleCommandCatalog {
  private RoleCommandCatalog() {}

  public static List<CommandLine> commands(RoleFactory roles) {
    return List.of(
        new RoleCommand<>(BridgeSettings.class, roles::bridge)
            .named(
                "bridge",
                "Runs the webhook-bridge: accepts webhooks and administration over HTTP, and writes to Kafka."),
        new TopologyCommand(roles)
            .named(
                "topology",
                "Runs the topology: resolves tenants, drops duplicates, merges statuses, dispatches messages. Or"
                    + " prints its structure."),
        new RoleCommand<>(SenderSettings.class, roles::sender)
            .named(
                "sender",
                "Runs the sender: calls Evolution for what the topology dispatches, and reports the results."),
        new RoleCommand<>(SinkSettings.class, roles::sink)
            .named(
                "sink",
                "Runs the sink-connector: writes the topology's results to PostgreSQL, and migrates its schema."),
        new RoleCommand<>(ConsoleSettings.class, roles::console)
            .named("console", "Runs the console: monitoring, alerts, live feed and the web page."),
        new RoleCommand<>(
                EvolutionFakeSettings.class, (settings, metrics) -> roles.evolutionFake(settings))
            .named(
                "evolution-fake",
                "Runs a stand-in for an Evolution API server: accepts sends, posts webhooks, fails on demand. Never"
                    + " contacts WhatsApp."));
  }
}
