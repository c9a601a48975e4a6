// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code whatsapp_instances}, the column {@code integration_seen}: the integration that
 * Evolution named to a sender's probe. The binding's integration has a column of its own and takes
 * precedence.
 */
final class InstanceIntegrationTable implements SinkTable<SendResult> {
  private static final UnnestStatement<SendResult> INSERT =
      UnnestStatement.insert(
          "whatsapp_instances",
          List.of(
              TableColumn.asText("id", "uuid", result -> InstanceRowId.of(result.instance())),
              TableColumn.text("tenant_id", SendResult::tenantId),
              TableColumn.text("gateway", result -> result.instance().gateway()),
              TableColumn.text("instance_name", result -> result.instance().name()),
              TableColumn.text("integration_seen", result -> result.integration().text()),
              TableColumn.instant("updated_at", SendResult::at)),
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
