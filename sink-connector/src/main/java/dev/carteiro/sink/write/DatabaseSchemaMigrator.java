// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.config.DatabaseSettings;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Migrates the database's schema to this version. Several sinks may do it at the same time. */
public final class DatabaseSchemaMigrator {
  private final DatabaseSettings settings;
  private final DataSource pool;

  public DatabaseSchemaMigrator(DatabaseSettings settings, DataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /**
   * Migrates, and grants the analysts' role its tables.
   *
   * @throws SQLException if the database is down, refuses the sink, or does not let it create its
   *     tables
   * @throws FlywayException if this version cannot migrate the schema
   */
  public void migrate() throws SQLException {
    try {
      // Without the pool: its timeouts are for batches, and a migration may take longer.
      Flyway.configure()
          .dataSource(settings.url(), settings.user(), settings.password().orElse(null))
          .locations("classpath:db/migration")
          // Another sink may be migrating; wait for it.
          .lockRetryCount(600)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw sqlCause(e);
    }
    new AnalystRoleProvisioner(pool).ensure();
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
