// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands {@code jobs}. */
@Command(name = "jobs", description = "Shows and cancels single messages.")
public final class JobCommandGroup {
  private static final int MAX_ATTEMPTS = 1_000;

  @Command(name = "cancel", description = "Cancels messages that have not been sent.")
  int cancel(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.cancel(bridge, "jobs");
  }

  @Command(name = "show", description = "Shows the state, the times and the attempts of a message.")
  void show(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "ID", description = "Id of the message or schedule.") String id)
      throws SQLException {
    DatabaseSettings database = options.settings();
    new DatabaseQuery(
            "SELECT whatsapp_message_log.*, waiting_reason(whatsapp_message_log) AS waits_for"
                + " FROM whatsapp_message_log")
        .where("id = ?", id)
        .newest(
            database,
            "updated_at",
            "there is no row of " + id + "; a message accepted just now has one in a moment")
        .printFields(options.out());
    DatabaseQueryResult attempts =
        new DatabaseQuery(
                "SELECT attempt, dispatch_id, started_at, finished_at, outcome, code, http_status,"
                    + " latency_ms, server, detail FROM send_attempts")
            .where("job_id = ?", id)
            .order("attempt, started_at, dispatch_id", MAX_ATTEMPTS)
            .run(database);
    if (!attempts.rows().isEmpty()) {
      options.out().println();
      attempts.print(options.out(), MAX_ATTEMPTS);
    }
  }
}
