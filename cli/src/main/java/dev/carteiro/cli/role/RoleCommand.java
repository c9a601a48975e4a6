// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.CarteiroCommandLine;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleRunner;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Command that runs one role until it is stopped: {@code bridge}, {@code topology}, {@code sender},
 * {@code sink}, {@code console}, {@code evolution-fake}.
 */
public class RoleCommand implements Callable<Integer> {
  /** What the process's shutdown may take in addition to the role's own grace. */
  private static final Duration BEYOND_GRACE = Duration.ofSeconds(10);

  private final Environment environment;
  private final List<Setting<?>> settings;
  private final BiFunction<Environment, PrometheusMeterRegistry, ProcessRole> role;
  private final CommandSpec spec;

  RoleCommand(
      String name,
      String description,
      Environment environment,
      List<Setting<?>> settings,
      BiFunction<Environment, PrometheusMeterRegistry, ProcessRole> role) {
    this.environment = environment;
    this.settings = new ArrayList<>(settings);
    this.settings.addAll(LogSettings.settings());
    this.role = role;
    this.spec = CommandSpec.wrapWithoutInspection(this).name(name);
    spec.usageMessage()
        .description(description)
        .footer(
            "",
            "Kafka's security settings are passed through from the environment: KAFKA_SECURITY_PROTOCOL,"
                + " KAFKA_SASL_MECHANISM, KAFKA_SASL_JAAS_CONFIG, KAFKA_SSL_TRUSTSTORE_LOCATION and so on.");
    SettingOptions.add(spec, this.settings);
  }

  public static void addAll(CommandLine cli, Environment environment, RoleFactory roles) {
    CarteiroCommandLine.add(
        cli,
        new RoleCommand(
                "bridge",
                "Runs the webhook-bridge: takes webhooks and administration over HTTP, writes to Kafka.",
                environment,
                BridgeSettings.settings(),
                (given, metrics) -> roles.bridge(BridgeSettings.from(given), metrics))
            .spec);
    CarteiroCommandLine.add(cli, new TopologyCommand(environment, roles).spec());
    CarteiroCommandLine.add(
        cli,
        new RoleCommand(
                "sender",
                "Runs the sender: calls Evolution for what the topology dispatches, and reports what became of it.",
                environment,
                SenderSettings.settings(),
                (given, metrics) -> roles.sender(SenderSettings.from(given), metrics))
            .spec);
    CarteiroCommandLine.add(
        cli,
        new RoleCommand(
                "sink",
                "Runs the sink-connector: writes what the topology decided to PostgreSQL, and migrates its schema.",
                environment,
                SinkSettings.settings(),
                (given, metrics) -> roles.sink(SinkSettings.from(given), metrics))
            .spec);
    CarteiroCommandLine.add(
        cli,
        new RoleCommand(
                "console",
                "Runs the console: monitoring, alerts, live feed and the web page.",
                environment,
                ConsoleSettings.settings(),
                (given, metrics) -> roles.console(ConsoleSettings.from(given), metrics))
            .spec);
    CarteiroCommandLine.add(
        cli,
        new RoleCommand(
                "evolution-fake",
                "Runs a stand-in for an Evolution API server: takes sends, posts webhooks, fails on demand. Reaches no WhatsApp.",
                environment,
                EvolutionFakeSettings.settings(),
                (given, metrics) -> roles.evolutionFake(EvolutionFakeSettings.from(given)))
            .spec);
  }

  /** The command's spec, to be added to its parent. */
  final CommandSpec spec() {
    return spec;
  }

  /** Returns the environment with this command's options laid over it. */
  final Environment given() {
    return SettingOptions.over(environment, spec, settings);
  }

  @Override
  public Integer call() {
    Environment given = given();
    LoggingConfigurator.configure(LogSettings.from(given));
    PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
    try {
      Duration grace = given.get(HttpServerSettings.SHUTDOWN_GRACE).plus(BEYOND_GRACE);
      return RoleRunner.run(role.apply(given, metrics), grace).code();
    } finally {
      metrics.close();
    }
  }
}
