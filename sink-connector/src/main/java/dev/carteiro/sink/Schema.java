// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.config.DatabaseSettings;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the database's schema to what this version needs. Safe when several sinks do it at once.
 */
final class Schema {
  private final DatabaseSettings settings;
  private final DataSource pool;

  Schema(DatabaseSettings settings, DataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /**
   * Migrates, and lets analysts read.
   *
   * @throws SQLException if the database is away, refuses the sink, or does not let it make its
   *     tables
   * @throws FlywayException if the schema is not one that this version can migrate
   */
  void migrate() throws SQLException {
    try {
      // Not through the pool: its time-outs are for batches, and a migration may take its time.
      Flyway.configure()
          .dataSource(settings.url(), settings.user(), settings.password().orElse(null))
          .locations("classpath:db/migration")
          // Two sinks wait for each other; the other's migration may take a while.
          .lockRetryCount(600)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw sqlCause(e);
    }
    new AnalystRole(pool).ensure();
  }

  private static SQLException sqlCause(FlywayException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    throw e;
  }
}
