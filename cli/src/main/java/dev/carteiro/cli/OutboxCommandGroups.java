// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.cli.deadletters.DeadLetterListCommand;
import dev.carteiro.cli.deadletters.DeadLetterSettleCommand;
import dev.carteiro.cli.deadletters.DeadLetterShowCommand;
import dev.carteiro.cli.messages.BatchShowCommand;
import dev.carteiro.cli.messages.JobShowCommand;
import dev.carteiro.cli.messages.ManualJobListCommand;
import dev.carteiro.cli.messages.OutboxActionCommand;
import dev.carteiro.cli.messages.ScheduleCliCommand;
import dev.carteiro.cli.messages.ScheduleListCommand;
import dev.carteiro.cli.messages.ScheduleMoveCommand;
import dev.carteiro.cli.messages.SendCliCommand;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the commands for sending, jobs, schedules, batches and dead letters. They read the sink's
 * tables in PostgreSQL and change things through the bridge.
 */
public final class OutboxCommandGroups {
  /** Settings of commands that only read the database. */
  public static final List<Setting<?>> READING = reading();

  /** Settings of commands that read the database and then call the bridge. */
  public static final List<Setting<?>> BOTH = both();

  private OutboxCommandGroups() {}

  static void addAll(CommandLine cli, Environment environment) {
    CarteiroCommandLine.add(cli, changing(new SendCliCommand(environment)));
    CarteiroCommandLine.add(cli, changing(new ScheduleCliCommand(environment)));
    CarteiroCommandLine.add(
        cli,
        AdminCommandGroups.group(
            "schedules",
            "Looks after messages that wait for their time.",
            reading(new ScheduleListCommand(environment)),
            changing(OutboxActionCommand.OutboxAction.CANCEL_SCHEDULE.of(environment)),
            changing(new ScheduleMoveCommand(environment))));
    CarteiroCommandLine.add(
        cli,
        AdminCommandGroups.group(
            "jobs",
            "Looks after single messages.",
            reading(new JobShowCommand(environment)),
            changing(OutboxActionCommand.OutboxAction.CANCEL_JOB.of(environment))));
    CarteiroCommandLine.add(
        cli,
        AdminCommandGroups.group(
            "batches",
            "Looks after bulk requests.",
            reading(new BatchShowCommand(environment)),
            changing(OutboxActionCommand.OutboxAction.PAUSE_BATCH.of(environment)),
            changing(OutboxActionCommand.OutboxAction.RESUME_BATCH.of(environment)),
            changing(OutboxActionCommand.OutboxAction.CANCEL_BATCH.of(environment))));
    CarteiroCommandLine.add(
        cli,
        AdminCommandGroups.group(
            "manual",
            "Looks after messages that went through all automatic steps and wait for a person.",
            reading(new ManualJobListCommand(environment)),
            changing(OutboxActionCommand.OutboxAction.RESEND.of(environment)),
            changing(OutboxActionCommand.OutboxAction.DISCARD.of(environment))));
    CarteiroCommandLine.add(
        cli,
        AdminCommandGroups.group(
            "dead-letters",
            "Looks after what could not be processed.",
            reading(new DeadLetterListCommand(environment)),
            reading(new DeadLetterShowCommand(environment)),
            DeadLetterSettleCommand.spec(environment, DeadLetterSettleCommand.SettleAction.REDRIVE),
            DeadLetterSettleCommand.spec(
                environment, DeadLetterSettleCommand.SettleAction.DISCARD)));
  }

  /** Returns the database settings from a command's options, laid over the environment. */
  public static DatabaseSettings database(
      Environment environment, CommandSpec command, List<Setting<?>> settings) {
    return DatabaseSettings.from(
        LocalServiceAddresses.under(SettingOptions.over(environment, command, settings)));
  }

  private static CommandSpec reading(Object command) {
    return SettingOptions.spec(command, READING);
  }

  private static CommandSpec changing(Object command) {
    return SettingOptions.spec(command, AdminCommandGroups.SETTINGS);
  }

  private static CommandSpec changing(OutboxActionCommand action) {
    CommandSpec spec = SettingOptions.spec(action, AdminCommandGroups.SETTINGS);
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
    List<Setting<?>> settings = new ArrayList<>(AdminCommandGroups.SETTINGS);
    settings.addAll(DatabaseSettings.settings());
    return List.copyOf(settings);
  }
}
