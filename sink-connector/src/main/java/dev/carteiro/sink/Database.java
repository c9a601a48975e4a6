// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import java.time.Duration;

/** The sink's connections to PostgreSQL. */
final class Database {
  private static final Duration POOL_WAIT = Duration.ofSeconds(5);
  private static final int SOCKET_SECONDS = 60;

  private Database() {}

  /** A pool that needs no database to be made; connections come with auto-commit off. Close it. */
  static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("sink");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    settings.password().ifPresent(config::setPassword);
    config.setAutoCommit(false);
    // One thread writes; the second connection is for its partitions of the archive, and for a
    // replacement in the making.
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT.toMillis());
    // The database may come up after the sink.
    config.setInitializationFailTimeout(-1);
    // A lock that does not come, a statement that does not end and a peer that is silent are errors
    // to be tried again. A
    // sink that vanishes inside a transaction must not hold its locks on sink_offset until TCP
    // gives up, in two hours.
    config.setConnectionInitSql(
        "SET lock_timeout = '10s'; SET statement_timeout = '50s';"
            + " SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC'; COMMIT");
    config.addDataSourceProperty("ApplicationName", "carteiro-sink");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Details quote row values: message contents must not reach logs.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }
}
