// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Command {@code doctor}: checks what the roles need and prints a line for each finding, with
 * advice. It changes nothing, and fails if a finding is {@link
 * DoctorFinding.DoctorFindingLevel#FAIL}.
 */
@Command(
    name = "doctor",
    description =
        "Checks Kafka, topics, PostgreSQL, Evolution, disk, clocks and permissions, and says what to do. Changes nothing;"
            + " fails when something does not work, not when it cannot be seen.")
public final class DoctorCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = settings();

  private final Environment environment;

  @Spec private CommandSpec spec;

  private DoctorCommand(Environment environment) {
    this.environment = environment;
  }

  public static CommandSpec spec(Environment environment) {
    return SettingOptions.spec(new DoctorCommand(environment), SETTINGS);
  }

  @Override
  public Integer call() {
    Environment given =
        LocalServiceAddresses.under(SettingOptions.over(environment, spec, SETTINGS));
    // The findings report what the clients would log as warnings.
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.ERROR));
    LoggingConfigurator.onlyErrors("org.apache.kafka");
    KafkaSettings kafka = KafkaSettings.from(given);
    List<DoctorFinding> findings = new ArrayList<>();
    findings.addAll(new KafkaDoctorCheck(kafka).run());
    findings.addAll(
        new DatabaseDoctorCheck(DatabaseSettings.from(given), kafka, Clock.systemUTC()).run());
    findings.addAll(new EvolutionDoctorCheck(given.get(ConsoleSettings.SENDER_URL)).run());
    findings.addAll(
        new MachineDoctorCheck(new DataDirectory(StandaloneSettings.dataDir(given))).run());
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    out.flush();
    boolean failed =
        findings.stream()
            .anyMatch(finding -> finding.level() == DoctorFinding.DoctorFindingLevel.FAIL);
    return (failed ? ExitCode.FAILED : ExitCode.OK).code();
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(KafkaSettings.settings());
    settings.addAll(DatabaseSettings.settings());
    settings.add(ConsoleSettings.SENDER_URL);
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }
}
