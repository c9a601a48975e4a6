// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.deadletters.DeadLetterCommandGroup;
import dev.carteiro.cli.doctor.DoctorCommand;
import dev.carteiro.cli.instances.InstanceCommandGroup;
import dev.carteiro.cli.messages.BatchCommandGroup;
import dev.carteiro.cli.messages.JobCommandGroup;
import dev.carteiro.cli.messages.ManualJobCommandGroup;
import dev.carteiro.cli.messages.ScheduleCommandGroup;
import dev.carteiro.cli.messages.ScheduleMessageCliCommand;
import dev.carteiro.cli.messages.SendMessageCliCommand;
import dev.carteiro.cli.query.SqlQueryCommand;
import dev.carteiro.cli.replay.WebhookReplayCommand;
import dev.carteiro.cli.reset.StateResetCommand;
import dev.carteiro.cli.role.RoleCommandCatalog;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.cli.role.RoleHealthCommand;
import dev.carteiro.cli.tenants.ApiKeyCommandGroup;
import dev.carteiro.cli.tenants.TenantCommandGroup;
import dev.carteiro.cli.transactions.TransactionCommandGroup;
import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Builds the {@code carteiro} command line and runs it, with its error messages and exit codes. */
public final class CarteiroCommandLine {
  private static final int WIDTH = 110;

  private CarteiroCommandLine() {}

  /** All commands that need no embedded services; options override the environment. */
  public static CommandLine commandLine(Environment environment, RoleFactory roles) {
    CommandSpec root = CommandSpec.create().name("carteiro");
    root.versionProvider(() -> new String[] {"carteiro " + version()});
    root.usageMessage()
        .description(
            "The messaging backbone between Evolution API and the people who run many WhatsApp"
                + " numbers.",
            "",
            "Every option is also an environment variable of the same name: --bridge-port is"
                + " BRIDGE_PORT. The option has precedence.");
    root.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Show this help message and exit.")
            .build());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Print version information and exit.")
            .build());
    CommandLine cli = new CommandLine(root);
    RoleCommandCatalog.commands(roles)
        .forEach(role -> cli.addSubcommand(role.getCommandName(), role));
    for (Object command :
        List.of(
            new InstanceCommandGroup(),
            new TenantCommandGroup(),
            new ApiKeyCommandGroup(),
            new SendMessageCliCommand(),
            new ScheduleMessageCliCommand(),
            new ScheduleCommandGroup(),
            new JobCommandGroup(),
            new BatchCommandGroup(),
            new ManualJobCommandGroup(),
            new DeadLetterCommandGroup(),
            new WebhookReplayCommand(),
            new SqlQueryCommand(),
            new DoctorCommand(),
            new TransactionCommandGroup(),
            new StateResetCommand(),
            new RoleHealthCommand())) {
      cli.addSubcommand(command);
    }
    return configured(cli, environment);
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

  /** Sets options, help width, enum matching and error handlers. Call it after adding commands. */
  public static CommandLine configured(CommandLine cli, Environment environment) {
    SettingOptions.addAll(cli, environment);
    return cli.setUsageHelpWidth(WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(CarteiroCommandLine::refuse)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

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
    ExitCode code = ExitCode.FAILED;
    String message = failure.getMessage();
    if (failure instanceof CommandFailedException expected) {
      code = expected.exitCode();
    } else if (failure instanceof StartupException refused) {
      code = refused.exitCode();
    } else if (failure instanceof InvalidSettingException) {
      code = ExitCode.CANNOT_START;
    } else if (failure instanceof SQLException) {
      message = "PostgreSQL answers: " + message;
    } else if (failure instanceof InterruptedException) {
      message = "interrupted";
    } else {
      err.println("carteiro: an unexpected failure:");
      failure.printStackTrace(err);
      return code.code();
    }
    err.println("carteiro: " + message);
    return code.code();
  }
}
