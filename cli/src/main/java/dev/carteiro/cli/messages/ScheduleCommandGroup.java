// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.RowFilterOptions;
import java.sql.SQLException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code schedules}. */
@Command(name = "schedules", description = "Lists, cancels and moves scheduled messages.")
public final class ScheduleCommandGroup {

  @Command(name = "cancel", description = "Cancels scheduled messages that have not been sent.")
  int cancel(@Mixin BridgeOptions bridge, @Mixin TargetIdParameters ids) {
    return ids.cancel(bridge, "schedules");
  }

  @Command(name = "list", description = "Lists scheduled messages, the next due first.")
  void list(
      @Mixin DatabaseOptions database,
      @Mixin RowFilterOptions filter,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              defaultValue = "pending",
              description =
                  "pending, fired, cancelled, expired, failed, or all. Default: ${DEFAULT-VALUE}.")
          String status)
      throws SQLException {
    DatabaseQuery query =
        new DatabaseQuery(
                "SELECT id, status, reason, scheduled_for, moved, tenant_id AS tenant, instance,"
                    + " phone_number AS phone, message FROM scheduled_messages")
            .where("status = ?", status.equals("all") ? null : status);
    filter.print(database, query, "scheduled_for, id");
  }

  @Command(name = "move", description = "Changes the time of a schedule that is not due yet.")
  void move(
      @Mixin BridgeOptions bridge,
      @Parameters(paramLabel = "ID", description = "Id of the schedule.") String id,
      @Mixin ScheduledTimeOption time) {
    String wanted = time.text();
    JsonNode answer =
        bridge
            .client()
            .patch(
                BridgeClient.path("api", "whatsapp", "schedules", id),
                Map.of(),
                BridgeClient.body("scheduledFor", wanted));
    bridge
        .out()
        .println(
            answer.path("status").asText().equals("pending")
                ? id + " move was requested and is not confirmed yet"
                : id + " moved to " + answer.path("scheduledFor").asText(wanted));
  }
}
