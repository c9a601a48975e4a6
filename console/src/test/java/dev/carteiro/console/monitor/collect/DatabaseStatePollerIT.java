// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.console.ConsoleTestDatabase;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Counts that a busy or locked PostgreSQL does not finish in time. */
class DatabaseStatePollerIT {
  private Instant now = Instant.now();

  @Test
  void aCountThatTakesTooLongIsNoLossOfTheDatabaseAndStopsNoOtherCount() throws Exception {
    try (ConsoleTestDatabase database = ConsoleTestDatabase.start();
        HikariDataSource pool = pool(database);
        Connection locker = database.connection()) {
      // Given
      InstantSource source = () -> now;
      DatabaseStatePoller watch = new DatabaseStatePoller(pool, source.withZone(ZoneOffset.UTC));
      database.execute(
          "INSERT INTO tenants (tenant_id, name, updated_at) VALUES ('a', 'A', now())");
      watch.poll();
      DatabaseState before = watch.state();

      // When
      locker.setAutoCommit(false);
      try (Statement statement = locker.createStatement()) {
        statement.execute("LOCK TABLE tenants IN ACCESS EXCLUSIVE MODE");
      }
      database.execute(
          """
          INSERT INTO whatsapp_message_log (tenant_id, id, status, gateway, instance, phone_number, message,
            attempts, fallback, lane, created_at, failed_at, revision, updated_at)
          VALUES ('a', 'msg_1', 'failed', 'default', 'loja', '55', 'x', 1, 0, 'normal', now(), now(), 1, now())""");
      now = now.plus(Duration.ofSeconds(20));
      watch.poll();
      DatabaseState during = watch.state();
      locker.rollback();
      now = now.plus(Duration.ofSeconds(20));
      watch.poll();
      DatabaseState after = watch.state();

      // Then
      assertThat(before.problem()).isEmpty();
      assertThat(during.reachable()).isTrue();
      assertThat(during.problem()).contains("too long");
      assertThat(during.numbersAt()).isEqualTo(before.numbersAt());
      assertThat(during.numbers().tenants()).isEqualTo(before.numbers().tenants()).hasSize(1);
      assertThat(during.numbers().queue(null).failed()).isEqualTo(1);
      assertThat(after.problem()).isEmpty();
      assertThat(after.numbersAt()).isEqualTo(now);
    }
  }

  private static HikariDataSource pool(ConsoleTestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }
}
