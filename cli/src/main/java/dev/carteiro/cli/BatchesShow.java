// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code batches show}: prints how many messages of a bulk request are in each state. */
@Command(
    name = "show",
    description = "Shows how many messages of a bulk request are in each state.")
final class BatchesShow implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the batch.")
  private String id;

  BatchesShow(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Answer batch =
        new Question("SELECT * FROM batch_progress")
            .where("batch_id = ?", id)
            .order("updated_at DESC", 1)
            .ask(OutboxCommands.database(environment, spec, OutboxCommands.READING));
    if (batch.isEmpty()) {
      throw new CommandFailure(
          "there is no row of " + id + "; a batch accepted just now has one in a moment");
    }
    batch.printFields(spec.commandLine().getOut());
    return ExitCode.OK.code();
  }
}
