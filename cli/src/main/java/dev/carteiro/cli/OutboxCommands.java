// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.config.StandaloneSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the commands for sending, jobs, schedules, batches and dead letters. They read the sink's
 * tables in PostgreSQL and change things through the bridge.
 */
final class OutboxCommands {
  /** Settings of commands that only read the database. */
  static final List<Setting<?>> READING = reading();

  /** Settings of commands that read the database and then call the bridge. */
  static final List<Setting<?>> BOTH = both();

  private OutboxCommands() {}

  static void addAll(CommandLine cli, Environment environment) {
    Cli.add(cli, changing(new SendCommand(environment)));
    Cli.add(cli, changing(new ScheduleCommand(environment)));
    Cli.add(
        cli,
        AdminCommands.group(
            "schedules",
            "Looks after messages that wait for their time.",
            reading(new SchedulesList(environment)),
            changing(TargetAction.Kind.CANCEL_SCHEDULE.of(environment)),
            changing(new SchedulesMove(environment))));
    Cli.add(
        cli,
        AdminCommands.group(
            "jobs",
            "Looks after single messages.",
            reading(new JobsShow(environment)),
            changing(TargetAction.Kind.CANCEL_JOB.of(environment))));
    Cli.add(
        cli,
        AdminCommands.group(
            "batches",
            "Looks after bulk requests.",
            reading(new BatchesShow(environment)),
            changing(TargetAction.Kind.PAUSE_BATCH.of(environment)),
            changing(TargetAction.Kind.RESUME_BATCH.of(environment)),
            changing(TargetAction.Kind.CANCEL_BATCH.of(environment))));
    Cli.add(
        cli,
        AdminCommands.group(
            "manual",
            "Looks after messages that went through all automatic steps and wait for a person.",
            reading(new ManualList(environment)),
            changing(TargetAction.Kind.RESEND.of(environment)),
            changing(TargetAction.Kind.DISCARD.of(environment))));
    Cli.add(
        cli,
        AdminCommands.group(
            "dead-letters",
            "Looks after what could not be processed.",
            reading(new DeadLettersList(environment)),
            reading(new DeadLettersShow(environment)),
            DeadLettersSettle.spec(environment, DeadLettersSettle.Fate.REDRIVE),
            DeadLettersSettle.spec(environment, DeadLettersSettle.Fate.DISCARD)));
  }

  /** Returns the database settings from a command's options, laid over the environment. */
  static DatabaseSettings database(
      Environment environment, CommandSpec command, List<Setting<?>> settings) {
    return DatabaseSettings.from(
        LocalServices.under(SettingOptions.over(environment, command, settings)));
  }

  private static CommandSpec reading(Object command) {
    return AdminCommands.spec(command, READING);
  }

  private static CommandSpec changing(Object command) {
    return AdminCommands.spec(command, AdminCommands.SETTINGS);
  }

  private static CommandSpec changing(TargetAction action) {
    CommandSpec spec = AdminCommands.spec(action, AdminCommands.SETTINGS);
    spec.name(action.kind().command());
    spec.usageMessage().description(action.kind().description());
    return spec;
  }

  private static List<Setting<?>> reading() {
    List<Setting<?>> settings = new ArrayList<>(DatabaseSettings.settings());
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }

  private static List<Setting<?>> both() {
    List<Setting<?>> settings = new ArrayList<>(AdminCommands.SETTINGS);
    settings.addAll(DatabaseSettings.settings());
    return List.copyOf(settings);
  }
}
