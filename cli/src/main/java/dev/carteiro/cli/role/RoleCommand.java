// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.ShutdownSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleRunner;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that runs one role until it is stopped. */
@Command(
    footer = {
      "",
      "Kafka's security settings are passed through from the environment: KAFKA_SECURITY_PROTOCOL,"
          + " KAFKA_SASL_MECHANISM, KAFKA_SASL_JAAS_CONFIG, KAFKA_SSL_TRUSTSTORE_LOCATION and so on."
    })
class RoleCommand<S extends Record> implements Callable<Integer> {
  /** What the process's shutdown may take in addition to the role's own grace. */
  private static final Duration BEYOND_GRACE = Duration.ofSeconds(10);

  @Mixin private SettingOptions settings;

  private final Class<S> type;
  private final BiFunction<S, PrometheusMeterRegistry, ProcessRole> role;

  RoleCommand(Class<S> type, BiFunction<S, PrometheusMeterRegistry, ProcessRole> role) {
    this.settings = new SettingOptions(type, LogSettings.class);
    this.type = type;
    this.role = role;
  }

  CommandLine named(String name, String description) {
    CommandLine command = new CommandLine(this).setCommandName(name);
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  final SettingOptions settings() {
    return settings;
  }

  @Override
  public Integer call() {
    Environment given = settings.environment();
    LoggingConfigurator.configure(given.bind(LogSettings.class));
    PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
    try {
      Duration grace = given.bind(ShutdownSettings.class).grace().plus(BEYOND_GRACE);
      return RoleRunner.run(role.apply(given.bind(type), metrics), grace).code();
    } finally {
      metrics.close();
    }
  }
}
