// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code jobs show}: prints a job and its attempts. */
@Command(name = "show", description = "Shows a message's state, its times and its attempts.")
public final class JobShowCommand implements Callable<Integer> {
  private static final int MOST_ATTEMPTS = 1_000;

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the message or schedule.")
  private String id;

  public JobShowCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    DatabaseSettings database =
        OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING);
    DatabaseQueryResult job =
        new DatabaseQuery(
                "SELECT whatsapp_message_log.*, waiting_reason(whatsapp_message_log) AS waits_for"
                    + " FROM whatsapp_message_log")
            .where("id = ?", id)
            .order("updated_at DESC", 1)
            .ask(database);
    if (job.isEmpty()) {
      throw new CommandFailedException(
          "there is no row of " + id + "; a message accepted just now has one in a moment");
    }
    PrintWriter out = spec.commandLine().getOut();
    job.printFields(out);
    DatabaseQueryResult attempts =
        new DatabaseQuery(
                "SELECT attempt, dispatch_id, started_at, finished_at, outcome, code, http_status,"
                    + " latency_ms, server, detail FROM send_attempts")
            .where("job_id = ?", id)
            .order("attempt, started_at, dispatch_id", MOST_ATTEMPTS)
            .ask(database);
    if (!attempts.isEmpty()) {
      out.println();
      attempts.print(out, MOST_ATTEMPTS);
    }
    return ExitCode.OK.code();
  }
}
