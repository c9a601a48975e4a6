// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.function.Function;

/** The table {@code tenants}. A tombstone keeps the row and sets {@code deleted_at}. */
final class TenantsTable {

  /**
   * A record of a tenant.
   *
   * @param tenant null for a tombstone
   * @param deletedAt null when the record is not a tombstone
   */
  record TenantRow(String tenantId, TenantRecord tenant, Instant deletedAt) {}

  static final SinkTable<TenantRow> TABLE =
      SinkTable.<TenantRow>named("tenants")
          .from(SinkTopics.TENANT)
          .text("tenant_id", TenantRow::tenantId, MergeRule.KEY)
          .merging(MergeRule.LAST)
          .instant("deleted_at", TenantRow::deletedAt)
          .changesOnly(row -> row.tenant() == null, null)
          .text("name", row -> row.tenant().name())
          .integer("rate_per_minute", row -> row.tenant().ratePerMinute())
          .asText("quiet_from", "time", quiet(QuietHours::from), MergeRule.LAST)
          .asText("quiet_to", "time", quiet(QuietHours::to), MergeRule.LAST)
          .text("quiet_zone", quiet(hours -> hours.zone().getId()))
          .instant("updated_at", row -> row.tenant().updatedAt())
          .text("updated_by", row -> row.tenant().updatedBy())
          .build();

  private TenantsTable() {}

  private static <T> Function<TenantRow, T> quiet(Function<QuietHours, T> value) {
    return row -> row.tenant().quietHours() == null ? null : value.apply(row.tenant().quietHours());
  }
}
