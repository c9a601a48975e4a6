// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The table {@code tenants}. A tombstone keeps the row and sets {@code deleted_at}. */
final class TenantsTable implements SinkTable<TenantsTable.TenantRow> {

  /**
   * One tenant, as far as its records were seen.
   *
   * @param tenant the newest record; null when only a tombstone was seen
   * @param deletedAt null when the newest record is not a tombstone
   */
  record TenantRow(String tenantId, TenantRecord tenant, Instant deletedAt) {}

  private static final List<TableColumn<TenantRow>> KEY =
      List.of(
          TableColumn.text("tenant_id", TenantRow::tenantId),
          TableColumn.instant("deleted_at", TenantRow::deletedAt));

  private static final UnnestStatement<TenantRow> INSERT =
      UnnestStatement.insert(
          "tenants",
          TableColumn.and(
              KEY,
              TableColumn.text("name", row -> row.tenant().name()),
              TableColumn.integer("rate_per_minute", row -> row.tenant().ratePerMinute()),
              TableColumn.asText("quiet_from", "time", quiet(QuietHours::from)),
              TableColumn.asText("quiet_to", "time", quiet(QuietHours::to)),
              TableColumn.text("quiet_zone", quiet(hours -> hours.zone().getId())),
              TableColumn.instant("updated_at", row -> row.tenant().updatedAt()),
              TableColumn.text("updated_by", row -> row.tenant().updatedBy())),
          """
          ON CONFLICT (tenant_id) DO UPDATE SET
            deleted_at = excluded.deleted_at, name = excluded.name, rate_per_minute = excluded.rate_per_minute,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_zone = excluded.quiet_zone,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by""");

  private static final UnnestStatement<TenantRow> DELETE =
      UnnestStatement.update(
          "tenants", KEY, "deleted_at = excluded.deleted_at", "t.tenant_id = excluded.tenant_id");

  private static <T> Function<TenantRow, T> quiet(Function<QuietHours, T> value) {
    return row -> row.tenant().quietHours() == null ? null : value.apply(row.tenant().quietHours());
  }

  @Override
  public String name() {
    return "tenants";
  }

  @Override
  public List<String> key(TenantRow row) {
    return List.of(row.tenantId());
  }

  @Override
  public TenantRow fold(TenantRow earlier, TenantRow later) {
    return later.tenant() != null
        ? later
        : new TenantRow(later.tenantId(), earlier.tenant(), later.deletedAt());
  }

  @Override
  public int write(Connection connection, List<TenantRow> rows) throws SQLException {
    return INSERT.execute(connection, rows.stream().filter(row -> row.tenant() != null).toList())
        + DELETE.execute(connection, rows.stream().filter(row -> row.tenant() == null).toList());
  }
}
