// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.doctor.DoctorCommand;
import dev.carteiro.cli.query.SqlQueryCommand;
import dev.carteiro.cli.replay.WebhookReplayCommand;
import dev.carteiro.cli.reset.StateResetCommand;
import dev.carteiro.cli.role.RoleCommand;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.cli.role.RoleHealthCommand;
import dev.carteiro.cli.transactions.TransactionRepairCommand;
import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Builds the {@code carteiro} command line and runs it, with its error messages and exit codes. */
public final class CarteiroCommandLine {
  private static final int WIDTH = 110;

  private CarteiroCommandLine() {}

  /**
   * Creates the command line with all commands that need no embedded services.
   *
   * @param environment settings, which options override
   */
  public static CommandLine commandLine(Environment environment, RoleFactory roles) {
    CommandSpec root = CommandSpec.create().name("carteiro").mixinStandardHelpOptions(true);
    root.versionProvider(() -> new String[] {"carteiro " + version()});
    root.usageMessage()
        .description(
            "The messaging backbone between Evolution API and the people who run many WhatsApp"
                + " numbers.",
            "",
            "Every option is also an environment variable of the same name: --bridge-port is"
                + " BRIDGE_PORT. The option wins.");
    CommandLine cli = new CommandLine(root);
    RoleCommand.addAll(cli, environment, roles);
    AdminCommandGroups.addAll(cli, environment);
    OutboxCommandGroups.addAll(cli, environment);
    add(cli, WebhookReplayCommand.spec(environment));
    add(cli, SqlQueryCommand.spec(environment));
    add(cli, DoctorCommand.spec(environment));
    add(
        cli,
        AdminCommandGroups.group(
            "transactions",
            "Looks after Kafka's transactions.",
            SettingOptions.spec(
                new TransactionRepairCommand(environment), TransactionRepairCommand.SETTINGS)));
    add(cli, StateResetCommand.spec(environment));
    add(cli, RoleHealthCommand.spec(environment));
    return configured(cli);
  }

  /**
   * Executes the command that the arguments name and ends the process with its exit code. The
   * format locale is US, so that numbers look alike on every machine. It is also faster: for every
   * record, Kafka Streams formats a number for each empty input, which looks up symbols in other
   * locales.
   */
  public static void main(CommandLine cli, String... arguments) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    System.exit(cli.execute(arguments));
  }

  /**
   * Sets help width, enum matching and error handlers. Call it when all commands are added, because
   * picocli passes them on to the subcommands that exist.
   */
  public static CommandLine configured(CommandLine cli) {
    return cli.setUsageHelpWidth(WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(CarteiroCommandLine::refuse)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

  /** Adds a subcommand with the standard help options. */
  public static void add(CommandLine cli, CommandSpec command) {
    cli.addSubcommand(command.name(), new CommandLine(command.mixinStandardHelpOptions(true)));
  }

  /** Returns the version of this build. */
  static String version() {
    String version = CarteiroCommandLine.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }

  private static int refuse(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("carteiro: " + mistake.getMessage());
    UnmatchedArgumentException.printSuggestions(mistake, err);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  private static int explain(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    if (failure instanceof CommandFailedException expected) {
      err.println("carteiro: " + expected.getMessage());
      return expected.exitCode().code();
    }
    if (failure instanceof StartupException refused) {
      err.println("carteiro: " + refused.getMessage());
      return refused.exitCode().code();
    }
    if (failure instanceof InvalidSettingException) {
      err.println("carteiro: " + failure.getMessage());
      return ExitCode.CANNOT_START.code();
    }
    err.println("carteiro: something failed that was not foreseen:");
    failure.printStackTrace(err);
    return ExitCode.FAILED.code();
  }
}
