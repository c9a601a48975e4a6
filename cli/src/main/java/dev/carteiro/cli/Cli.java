// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.config.SettingException;
import dev.carteiro.runtime.ExitCode;
import dev.carteiro.runtime.StartupException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole. */
public final class Cli {
  private static final int WIDTH = 110;

  private Cli() {}

  /**
   * All commands that need no embedded services.
   *
   * @param environment what options are laid over
   */
  public static CommandLine commandLine(Environment environment, Roles roles) {
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
    AdminCommands.addAll(cli, environment);
    OutboxCommands.addAll(cli, environment);
    add(cli, ReplayCommand.spec(environment));
    add(cli, QueryCommand.spec(environment));
    add(cli, DoctorCommand.spec(environment));
    add(
        cli,
        AdminCommands.group(
            "transactions",
            "Looks after Kafka's transactions.",
            AdminCommands.spec(new TransactionsRepair(environment), TransactionsRepair.SETTINGS)));
    add(cli, ResetCommand.spec(environment));
    add(cli, HealthCommand.spec(environment));
    return configured(cli);
  }

  /**
   * Executes what the arguments say, and ends the process with its exit code. Numbers are written
   * alike on every machine; besides, Kafka Streams formats one for every empty input at every
   * record, which takes a look-up of symbols in any locale but this.
   */
  public static void main(CommandLine cli, String... arguments) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    System.exit(cli.execute(arguments));
  }

  /** Settings that a command passes on to those below it; to be applied when all are added. */
  public static CommandLine configured(CommandLine cli) {
    return cli.setUsageHelpWidth(WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Cli::refuse)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

  /** Adds a command, with its help. */
  public static void add(CommandLine cli, CommandSpec command) {
    cli.addSubcommand(command.name(), new CommandLine(command.mixinStandardHelpOptions(true)));
  }

  /** The version of this build. */
  static String version() {
    String version = Cli.class.getPackage().getImplementationVersion();
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
    if (failure instanceof CommandFailure expected) {
      err.println("carteiro: " + expected.getMessage());
      return expected.exitCode().code();
    }
    if (failure instanceof StartupException refused) {
      err.println("carteiro: " + refused.getMessage());
      return refused.exitCode().code();
    }
    if (failure instanceof SettingException) {
      err.println("carteiro: " + failure.getMessage());
      return ExitCode.CANNOT_START.code();
    }
    err.println("carteiro: something failed that was not foreseen:");
    failure.printStackTrace(err);
    return ExitCode.FAILED.code();
  }
}
