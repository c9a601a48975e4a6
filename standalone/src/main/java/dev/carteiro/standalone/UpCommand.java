// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.Roles;
import dev.carteiro.cli.SettingOptions;
import dev.carteiro.config.BridgeSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.config.StandaloneSettings;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.runtime.Logging;
import dev.carteiro.runtime.RoleRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code up}: the newcomer's one command. */
final class UpCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = settings();

  /** Of a role's grace each, and for the services after them. */
  private static final int ROLES = 4;

  private static final Duration SERVICES_GRACE = Duration.ofSeconds(60);

  private final Environment environment;
  private final Roles roles;
  private final CommandSpec spec;

  UpCommand(Environment environment, Roles roles) {
    this.environment = environment;
    this.roles = roles;
    this.spec = CommandSpec.wrapWithoutInspection(this).name("up");
    spec.usageMessage()
        .description(
            "Runs everything in one process: an embedded Kafka, an embedded PostgreSQL, bridge, topology, sender and sink. The data"
                + " stays. With KAFKA_BOOTSTRAP_SERVERS or DATABASE_URL given, that service is used instead of an embedded"
                + " one.");
    SettingOptions.add(spec, SETTINGS);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    Environment given = SettingOptions.over(environment, spec, SETTINGS);
    Logging.configure(LogSettings.from(given));
    quietenBroker();
    Duration grace =
        given.get(BridgeSettings.SHUTDOWN_GRACE).multipliedBy(ROLES).plus(SERVICES_GRACE);
    return RoleRunner.run(new Standalone(given, roles, spec.commandLine().getOut()), grace).code();
  }

  /** What the one broker says of itself at every start, as a warning, is no news. */
  private static void quietenBroker() {
    Logging.onlyErrors("org.apache.kafka.controller.QuorumController");
    Logging.onlyErrors("org.apache.kafka.clients.NetworkClient");
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(StandaloneSettings.settings());
    settings.addAll(BridgeSettings.settings());
    settings.addAll(TopologySettings.settings());
    settings.addAll(SenderSettings.settings());
    settings.addAll(SinkSettings.settings());
    settings.addAll(LogSettings.settings());
    return List.copyOf(settings);
  }
}
