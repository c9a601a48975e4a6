// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code whatsapp_instances}, the columns that connection changes write. They never
 * change the tenant of an existing row, which only bindings do.
 */
final class InstanceConnectionTable implements SinkTable<InstanceStatusEvent> {
  private static final UnnestStatement<InstanceStatusEvent> INSERT =
      UnnestStatement.insert(
          "whatsapp_instances",
          List.of(
              TableColumn.asText("id", "uuid", event -> InstanceRowId.of(event.instance())),
              TableColumn.text("tenant_id", InstanceStatusEvent::tenantId),
              TableColumn.text("gateway", event -> event.instance().gateway()),
              TableColumn.text("instance_name", event -> event.instance().name()),
              TableColumn.text("connection_state", InstanceStatusEvent::state),
              TableColumn.text("status", event -> status(event.state())),
              TableColumn.integer("status_reason", InstanceStatusEvent::reason),
              TableColumn.instant("state_at", InstanceStatusEvent::receivedAt),
              TableColumn.text("own_jid", InstanceStatusEvent::ownJid),
              TableColumn.text("profile_name", InstanceStatusEvent::profileName),
              TableColumn.text("profile_picture_url", InstanceStatusEvent::profilePictureUrl),
              TableColumn.instant("updated_at", InstanceStatusEvent::receivedAt)),
          """
          ON CONFLICT (id) DO UPDATE SET
            connection_state = excluded.connection_state, status = excluded.status,
            status_reason = excluded.status_reason, state_at = excluded.state_at,
            own_jid = coalesce(excluded.own_jid, t.own_jid),
            profile_name = coalesce(excluded.profile_name, t.profile_name),
            profile_picture_url = coalesce(excluded.profile_picture_url, t.profile_picture_url),
            updated_at = greatest(t.updated_at, excluded.updated_at)""");

  /**
   * Translates Evolution's state. An unknown state becomes "unknown" and is still visible in {@code
   * connection_state}.
   */
  static String status(String state) {
    return switch (state) {
      case "open" -> "connected";
      case "close" -> "disconnected";
      case InstanceStatusEvent.CREATED, InstanceStatusEvent.LOGGED_OUT -> "disconnected";
      case InstanceStatusEvent.DELETED, InstanceStatusEvent.REMOVED -> "removed";
      case "connecting", "refused" -> state;
      default -> "unknown";
    };
  }

  @Override
  public String name() {
    return "whatsapp_instances";
  }

  @Override
  public List<String> key(InstanceStatusEvent row) {
    return List.of(row.instance().gateway(), row.instance().name());
  }

  @Override
  public InstanceStatusEvent fold(InstanceStatusEvent earlier, InstanceStatusEvent later) {
    return new InstanceStatusEvent(
        later.version(),
        later.eventId(),
        earlier.tenantId(),
        later.instance(),
        later.state(),
        later.previous(),
        later.reason(),
        later.ownJid() != null ? later.ownJid() : earlier.ownJid(),
        later.profileName() != null ? later.profileName() : earlier.profileName(),
        later.profilePictureUrl() != null ? later.profilePictureUrl() : earlier.profilePictureUrl(),
        later.current(),
        later.receivedAt(),
        later.traceId());
  }

  @Override
  public int write(Connection connection, List<InstanceStatusEvent> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}
