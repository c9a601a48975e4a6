// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.ConsoleTestDatabase;
import dev.carteiro.console.data.ConsoleDataService.ManualJobPage;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.access.ApiCaller;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is sent again all together, and what somebody has to look at first. */
class ManualJobsIT {
  private static final TenantReadScope SCOPE =
      new TenantReadScope(new ApiCaller("k", ApiKeyRecord.ApiKeyRole.SENDER, "a"), "a");

  @Test
  void whatMayHaveArrivedIsLeftOutUnlessItIsAskedFor() throws Exception {
    try (ConsoleTestDatabase database = ConsoleTestDatabase.start();
        Connection connection = database.connection()) {
      // Given
      database.execute(
          job("a", "first", "manual", null, "10", "NULL"),
          job("a", "second", "manual", "EXHAUSTED", "5", "NULL"),
          job("a", "uncertain", "manual", "TIMEOUT", "4", "now()"),
          job("a", "forgotten", "manual", "TOO_OLD", "3", "NULL"),
          job("a", "settled", "read", null, "2", "NULL"),
          job("a", "longAgo", "manual", null, "120", "NULL"),
          job("b", "others", "manual", null, "1", "NULL"));
      Instant since = Instant.now().minus(Duration.ofHours(1));

      // When
      ManualJobPage certain = JobReadApi.manual(connection, SCOPE, since, false, 10);
      ManualJobPage some = JobReadApi.manual(connection, SCOPE, since, false, 1);
      ManualJobPage all = JobReadApi.manual(connection, SCOPE, since, true, 10);

      // Then
      assertThat(certain.ids()).containsExactly("first", "second");
      assertThat(certain.uncertain()).isEqualTo(2);
      assertThat(some.ids()).containsExactly("first");
      assertThat(some.total()).isEqualTo(2);
      assertThat(all.ids()).containsExactly("first", "second", "uncertain", "forgotten");
      assertThat(all.uncertain()).isZero();
    }
  }

  private static String job(
      String tenant, String id, String status, String reason, String minutesAgo, String unknownAt) {
    return """
        INSERT INTO whatsapp_message_log (tenant_id, id, status, reason, gateway, instance, phone_number, message,
          attempts, fallback, lane, created_at, manual_at, unknown_at, revision, updated_at)
        VALUES ('%s', '%s', '%s', %s, 'default', 'loja', '55', 'x', 1, 0, 'normal', now(),
          now() - interval '%s minutes', %s, 1, now())"""
        .formatted(
            tenant,
            id,
            status,
            reason == null ? "NULL" : "'" + reason + "'",
            minutesAgo,
            unknownAt);
  }
}
