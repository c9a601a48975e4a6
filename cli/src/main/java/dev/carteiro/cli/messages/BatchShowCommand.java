// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code batches show}: prints how many messages of a bulk request are in each state. */
@Command(
    name = "show",
    description = "Shows how many messages of a bulk request are in each state.")
public final class BatchShowCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the batch.")
  private String id;

  public BatchShowCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    DatabaseQueryResult batch =
        new DatabaseQuery("SELECT * FROM batch_progress")
            .where("batch_id = ?", id)
            .order("updated_at DESC", 1)
            .ask(OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING));
    if (batch.isEmpty()) {
      throw new CommandFailedException(
          "there is no row of " + id + "; a batch accepted just now has one in a moment");
    }
    batch.printFields(spec.commandLine().getOut());
    return ExitCode.OK.code();
  }
}
