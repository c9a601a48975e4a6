// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.command.PlainTextTable;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.config.DatabaseSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code dead-letters}. */
@Command(
    name = "dead-letters",
    description = "Shows, redrives and discards records that could not be processed.")
public final class DeadLetterCommandGroup {
  private static final int SHOWN_BYTES = 4_000;

  @Command(
      name = "discard",
      description =
          "Discards dead letters for good; their rows stay. Without --execute it only lists them.")
  int discard(
      @Mixin BridgeOptions bridge,
      @Mixin DatabaseOptions database,
      @Mixin DeadLetterSettleOptions options)
      throws SQLException {
    return options.settle(bridge, database, DeadLetterSettleOptions.SettleAction.DISCARD);
  }

  @Command(name = "list", description = "Lists dead letters, newest first.")
  void list(
      @Mixin DatabaseOptions database,
      @Mixin DeadLetterFilterOptions filter,
      @Option(
              names = "--fate",
              paramLabel = "FATE",
              defaultValue = "open",
              description = "open, redriven, discarded, or all. Default: ${DEFAULT-VALUE}.")
          String fate)
      throws SQLException {
    filter
        .narrow(
            new DatabaseQuery(
                    "SELECT id, failed_at, stage, reason, disposition AS fate, tenant_id AS tenant,"
                        + " instance, event, size_bytes AS bytes, detail FROM dead_letter_fates")
                .where("disposition = ?", fate.equals("all") ? null : fate))
        .order("failed_at DESC, id", filter.limit())
        .run(database.settings())
        .print(database.out(), filter.limit());
  }

  @Command(
      name = "redrive",
      description =
          "Processes the records of dead letters again, for when their cause is fixed. Without --execute it only"
              + " lists them.")
  int redrive(
      @Mixin BridgeOptions bridge,
      @Mixin DatabaseOptions database,
      @Mixin DeadLetterSettleOptions options)
      throws SQLException {
    return options.settle(bridge, database, DeadLetterSettleOptions.SettleAction.REDRIVE);
  }

  @Command(name = "show", description = "Shows a dead letter with its original headers and bytes.")
  void show(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "ID", description = "Id of the dead letter.") String id,
      @Option(
              names = "--bytes-to",
              paramLabel = "FILE",
              description =
                  "Write the original bytes to this file, instead of showing their start.")
          Path file)
      throws SQLException {
    DatabaseSettings database = options.settings();
    PrintWriter out = options.out();
    new DatabaseQuery("SELECT * FROM dead_letter_fates")
        .where("id = ?", id)
        .newest(database, "failed_at", "there is no dead letter " + id)
        .printFields(out);
    DeadLetteredRecord original = DeadLetteredRecord.of(id, database);
    original
        .headers()
        .forEach((name, text) -> out.println(PlainTextTable.withoutControls(name + ": " + text)));
    if (file == null) {
      out.println(PlainTextTable.withoutControls(original.beginning(SHOWN_BYTES)));
      return;
    }
    try {
      Files.write(file, original.bytes());
    } catch (IOException e) {
      throw new CommandFailedException("cannot write " + file + ": " + e.getMessage(), e);
    }
    out.println("the original bytes are in " + file);
  }
}
