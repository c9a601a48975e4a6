// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.table.RowValues;
import dev.carteiro.sink.table.SinkTableRounds;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantMergeTest {

  @Test
  void aTenantThatIsDeletedInTheSameBatchKeepsItsRow() {
    // Given
    Instant deleted = SinkEventFixtures.T0.plusSeconds(60);
    TenantRecord tenant =
        new TenantRecord(1, "t1", "Tenant One", 100, null, SinkEventFixtures.T0, "admin");

    // When
    RowValues row =
        SinkTableRounds.merged(
            TenantsTable.TABLE,
            List.of(
                new TenantsTable.TenantRow("t1", tenant, null),
                new TenantsTable.TenantRow("t1", null, deleted)));

    // Then
    assertThat(row.get("deleted_at")).isEqualTo(deleted);
    assertThat(row.get("name")).isEqualTo("Tenant One");
    assertThat(row.get("rate_per_minute")).isEqualTo(100);
    assertThat(row.get("updated_at")).isEqualTo(SinkEventFixtures.T0);
    assertThat(row.get("updated_by")).isEqualTo("admin");
  }
}
