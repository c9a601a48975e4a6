// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.PlainTextTable;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code dead-letters show}: prints a dead letter with its original headers and bytes. */
@Command(name = "show", description = "Shows a dead letter with its original headers and bytes.")
public final class DeadLetterShowCommand implements Callable<Integer> {
  private static final int SHOWN = 4_000;

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the dead letter.")
  private String id;

  @Option(
      names = "--bytes-to",
      paramLabel = "FILE",
      description = "Write the original bytes there, instead of showing their beginning.")
  private Path file;

  public DeadLetterShowCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    DatabaseSettings database =
        OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING);
    DatabaseQueryResult fate =
        new DatabaseQuery("SELECT * FROM dead_letter_fates")
            .where("id = ?", id)
            .order("failed_at DESC", 1)
            .ask(database);
    if (fate.isEmpty()) {
      throw new CommandFailedException("there is no dead letter " + id);
    }
    PrintWriter out = spec.commandLine().getOut();
    fate.printFields(out);
    DeadLetteredRecord original = DeadLetteredRecord.of(id, database);
    original
        .headers()
        .forEach((name, text) -> out.println(PlainTextTable.withoutControls(name + ": " + text)));
    if (file == null) {
      out.println(PlainTextTable.withoutControls(original.beginning(SHOWN)));
    } else {
      write(original);
      out.println("the original bytes are in " + file);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private void write(DeadLetteredRecord original) {
    try {
      Files.write(file, original.bytes());
    } catch (IOException e) {
      throw new CommandFailedException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
