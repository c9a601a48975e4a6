// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands {@code batches}. */
@Command(name = "batches", description = "Shows, pauses, resumes and cancels bulk requests.")
public final class BatchCommandGroup {

  @Command(name = "cancel", description = "Cancels what bulk requests have not sent yet.")
  int cancel(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.post(bridge, "batches", "cancel");
  }

  @Command(name = "pause", description = "Holds what bulk requests have not sent yet.")
  int pause(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.post(bridge, "batches", "pause");
  }

  @Command(name = "resume", description = "Lets paused bulk requests send again.")
  int resume(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.post(bridge, "batches", "resume");
  }

  @Command(
      name = "show",
      description = "Shows how many messages of a bulk request are in each state.")
  void show(
      @Mixin DatabaseOptions database,
      @Parameters(paramLabel = "ID", description = "Id of the batch.") String id)
      throws SQLException {
    new DatabaseQuery("SELECT * FROM batch_progress")
        .where("batch_id = ?", id)
        .newest(
            database.settings(),
            "updated_at",
            "there is no row of " + id + "; a batch accepted just now has one in a moment")
        .printFields(database.out());
  }
}
