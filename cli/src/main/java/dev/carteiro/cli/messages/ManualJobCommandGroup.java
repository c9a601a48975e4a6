// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.RowFilterOptions;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands {@code manual}. */
@Command(
    name = "manual",
    description = "Lists, resends and discards messages that automatic retries could not send.")
public final class ManualJobCommandGroup {

  @Command(
      name = "discard",
      description = "Discards messages of the manual queue without sending them.")
  int discard(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.post(bridge, "jobs", "discard");
  }

  @Command(name = "list", description = "Lists the messages of the manual queue, oldest first.")
  void list(@Mixin DatabaseOptions database, @Mixin RowFilterOptions filter) throws SQLException {
    DatabaseQuery query =
        new DatabaseQuery(
                "SELECT id, manual_at AS since, reason, attempts, tenant_id AS tenant, instance,"
                    + " phone_number AS phone, message, detail FROM whatsapp_message_log")
            .and("status = 'manual'");
    filter.print(database, query, "manual_at, id");
  }

  @Command(name = "resend", description = "Queues messages of the manual queue again.")
  int resend(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.post(bridge, "jobs", "resend");
  }
}
