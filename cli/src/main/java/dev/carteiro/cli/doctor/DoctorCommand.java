// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.doctor.DoctorCheck.DoctorFinding;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command {@code doctor}: prints findings with advice, fails if one is FAIL, changes nothing. */
@Command(
    name = "doctor",
    description =
        "Checks Kafka, topics, PostgreSQL, Evolution, disk, clocks and permissions, and says what to do. Changes nothing;"
            + " fails if something does not work, not if it could not be checked.")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin
  private SettingOptions settings =
      new SettingOptions(
          KafkaSettings.class,
          DatabaseSettings.class,
          ConsoleSettings.SenderUrlSettings.class,
          DataDirectory.class);

  @Override
  public Integer call() throws InterruptedException {
    Environment given = settings.environmentWithLocalServices();
    // The findings report what the clients would log as warnings.
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.ERROR));
    LoggingConfigurator.onlyErrors("org.apache.kafka");
    KafkaSettings kafka = given.bind(KafkaSettings.class);
    List<DoctorCheck> checks =
        List.of(
            new KafkaDoctorCheck(kafka),
            new DatabaseDoctorCheck(given.bind(DatabaseSettings.class), kafka, Clock.systemUTC()),
            new EvolutionDoctorCheck(given.bind(ConsoleSettings.SenderUrlSettings.class).urls()),
            new MachineDoctorCheck(given.bind(DataDirectory.class)));
    ExitCode code = ExitCode.OK;
    for (DoctorCheck check : checks) {
      for (DoctorFinding finding : check.run()) {
        settings.out().println(finding.line());
        if (finding.level() == DoctorFinding.DoctorFindingLevel.FAIL) {
          code = ExitCode.FAILED;
        }
      }
    }
    return code.code();
  }
}
