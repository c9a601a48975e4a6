// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.QuietHours;
import dev.carteiro.contract.event.TenantRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The table {@code tenants}. A tombstone keeps the row and sets {@code deleted_at}. */
final class TenantsTable implements Table<TenantsTable.TenantRow> {

  /**
   * One tenant, as far as its records were seen.
   *
   * @param tenant the newest record; null when only a tombstone was seen
   * @param deletedAt null when the newest record is not a tombstone
   */
  record TenantRow(String tenantId, TenantRecord tenant, Instant deletedAt) {}

  private static final List<Column<TenantRow>> KEY =
      List.of(
          Column.text("tenant_id", TenantRow::tenantId),
          Column.instant("deleted_at", TenantRow::deletedAt));

  private static final Unnest<TenantRow> INSERT =
      Unnest.insert(
          "tenants",
          Column.and(
              KEY,
              Column.text("name", row -> row.tenant().name()),
              Column.integer("rate_per_minute", row -> row.tenant().ratePerMinute()),
              Column.asText("quiet_from", "time", quiet(QuietHours::from)),
              Column.asText("quiet_to", "time", quiet(QuietHours::to)),
              Column.text("quiet_zone", quiet(hours -> hours.zone().getId())),
              Column.instant("updated_at", row -> row.tenant().updatedAt()),
              Column.text("updated_by", row -> row.tenant().updatedBy())),
          """
          ON CONFLICT (tenant_id) DO UPDATE SET
            deleted_at = excluded.deleted_at, name = excluded.name, rate_per_minute = excluded.rate_per_minute,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_zone = excluded.quiet_zone,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by""");

  private static final Unnest<TenantRow> DELETE =
      Unnest.update(
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
