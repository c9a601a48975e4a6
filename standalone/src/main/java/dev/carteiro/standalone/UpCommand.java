// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.ShutdownSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.RoleRunner;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code up}: runs all roles and the services that they need in one process. */
@Command(
    name = "up",
    description =
        "Runs everything in one process: an embedded Kafka, an embedded PostgreSQL, bridge, topology, sender, sink and console. The data"
            + " stays. If KAFKA_BOOTSTRAP_SERVERS or DATABASE_URL is given, that service is used instead of an embedded"
            + " one.")
final class UpCommand implements Callable<Integer> {
  /** The process may take one role's grace for each, and {@link #SERVICES_GRACE}. */
  private static final int ROLES = 6;

  private static final Duration SERVICES_GRACE = Duration.ofSeconds(60);

  private final RoleFactory roles;

  @Mixin
  private SettingOptions settings =
      new SettingOptions(
          StandaloneSettings.class,
          BridgeSettings.class,
          TopologySettings.class,
          SenderSettings.class,
          SinkSettings.class,
          ConsoleSettings.class,
          EvolutionFakeSettings.class,
          LogSettings.class);

  @Option(
      names = "--demo",
      description =
          "Adds data to try it with: a stand-in for Evolution, two companies, four instances, contacts that write."
              + " Never contacts WhatsApp.")
  private boolean withDemo;

  UpCommand(RoleFactory roles) {
    this.roles = roles;
  }

  @Override
  public Integer call() {
    Environment asGiven = settings.environment();
    Environment given = withDemo ? DemoRole.under(asGiven) : asGiven;
    LoggingConfigurator.configure(given.bind(LogSettings.class));
    quietenBroker();
    Duration grace =
        given.bind(ShutdownSettings.class).grace().multipliedBy(ROLES).plus(SERVICES_GRACE);
    Optional<DemoRole> demo =
        withDemo ? Optional.of(new DemoRole(given, DemoRole.CHAT_PAUSE)) : Optional.empty();
    return RoleRunner.run(new StandaloneRole(given, roles, settings.out(), demo), grace).code();
  }

  /** Suppresses warnings of the embedded broker that appear at every start and mean nothing. */
  private static void quietenBroker() {
    LoggingConfigurator.onlyErrors("org.apache.kafka.controller.QuorumController");
    LoggingConfigurator.onlyErrors("org.apache.kafka.clients.NetworkClient");
    // The broker registers with its own controller, and again when that was not active yet.
    LoggingConfigurator.suppressException(
        "kafka.server.ControllerApis", NotControllerException.class);
    // While the broker of before a kill is fenced, it loads offsets in vain, then again.
    LoggingConfigurator.suppressException(
        "org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime",
        NotLeaderOrFollowerException.class);
    // All but the first client that asks for Kafka's internal topics hear that they exist.
    LoggingConfigurator.onlyErrors("kafka.server.DefaultAutoTopicCreationManager");
  }
}
