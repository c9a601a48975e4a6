// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.StandaloneSettings;
import dev.carteiro.runtime.ExitCode;
import dev.carteiro.runtime.Logging;
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
 * advice. It changes nothing, and fails if a finding is {@link Finding.Level#FAIL}.
 */
@Command(
    name = "doctor",
    description =
        "Checks Kafka, topics, PostgreSQL, Evolution, disk, clocks and permissions, and says what to do. Changes nothing;"
            + " fails when something does not work, not when it cannot be seen.")
final class DoctorCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = settings();

  private final Environment environment;

  @Spec private CommandSpec spec;

  private DoctorCommand(Environment environment) {
    this.environment = environment;
  }

  static CommandSpec spec(Environment environment) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new DoctorCommand(environment));
    SettingOptions.add(spec, SETTINGS);
    return spec;
  }

  @Override
  public Integer call() {
    Environment given = LocalServices.under(SettingOptions.over(environment, spec, SETTINGS));
    // The findings report what the clients would log as warnings.
    Logging.configure(new LogSettings(LogSettings.Format.PLAIN, LogSettings.Level.ERROR));
    Logging.onlyErrors("org.apache.kafka");
    KafkaSettings kafka = KafkaSettings.from(given);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new KafkaCheckup(kafka).run());
    findings.addAll(
        new DatabaseCheckup(DatabaseSettings.from(given), kafka, Clock.systemUTC()).run());
    findings.addAll(new EvolutionCheckup(given.get(ConsoleSettings.SENDER_URL)).run());
    findings.addAll(new MachineCheckup(new DataDirectory(StandaloneSettings.dataDir(given))).run());
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    out.flush();
    boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
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
