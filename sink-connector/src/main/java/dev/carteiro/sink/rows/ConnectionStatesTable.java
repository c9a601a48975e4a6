// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.InstanceStatusEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code whatsapp_instances}, the columns that connection changes write. They never
 * change the tenant of an existing row, which only bindings do.
 */
final class ConnectionStatesTable implements Table<InstanceStatusEvent> {
  private static final Unnest<InstanceStatusEvent> INSERT =
      Unnest.insert(
          "whatsapp_instances",
          List.of(
              Column.asText("id", "uuid", event -> InstanceId.of(event.instance())),
              Column.text("tenant_id", InstanceStatusEvent::tenantId),
              Column.text("gateway", event -> event.instance().gateway()),
              Column.text("instance_name", event -> event.instance().name()),
              Column.text("connection_state", InstanceStatusEvent::state),
              Column.text("status", event -> status(event.state())),
              Column.integer("status_reason", InstanceStatusEvent::reason),
              Column.instant("state_at", InstanceStatusEvent::receivedAt),
              Column.text("own_jid", InstanceStatusEvent::ownJid),
              Column.text("profile_name", InstanceStatusEvent::profileName),
              Column.text("profile_picture_url", InstanceStatusEvent::profilePictureUrl),
              Column.instant("updated_at", InstanceStatusEvent::receivedAt)),
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
