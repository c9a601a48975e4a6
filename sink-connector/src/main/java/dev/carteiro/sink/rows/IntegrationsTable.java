// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.SendResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code whatsapp_instances}, the column {@code integration_seen}: the integration that
 * Evolution named to a sender's probe. The binding's integration has a column of its own and takes
 * precedence.
 */
final class IntegrationsTable implements Table<SendResult> {
  private static final Unnest<SendResult> INSERT =
      Unnest.insert(
          "whatsapp_instances",
          List.of(
              Column.asText("id", "uuid", result -> InstanceId.of(result.instance())),
              Column.text("tenant_id", SendResult::tenantId),
              Column.text("gateway", result -> result.instance().gateway()),
              Column.text("instance_name", result -> result.instance().name()),
              Column.text("integration_seen", result -> result.integration().text()),
              Column.instant("updated_at", SendResult::at)),
          "ON CONFLICT (id) DO UPDATE SET integration_seen = excluded.integration_seen");

  @Override
  public String name() {
    return "whatsapp_instances";
  }

  @Override
  public List<String> key(SendResult row) {
    return List.of(row.instance().gateway(), row.instance().name());
  }

  @Override
  public SendResult fold(SendResult earlier, SendResult later) {
    return later;
  }

  @Override
  public int write(Connection connection, List<SendResult> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}
