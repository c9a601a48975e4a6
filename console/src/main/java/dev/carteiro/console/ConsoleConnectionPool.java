// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import java.time.Duration;

/** Creates the console's connection pool for PostgreSQL. All connections are read-only. */
final class ConsoleConnectionPool {
  private static final Duration POOL_WAIT = Duration.ofSeconds(2);
  private static final int CONNECTIONS = 8;

  private ConsoleConnectionPool() {}

  /** A pool of up to 8 connections; PostgreSQL need not be reachable. The caller closes it. */
  static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("console");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    settings.password().ifPresent(config::setPassword);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT.toMillis());
    config.setInitializationFailTimeout(-1);
    // A large read by a user must not hold a connection for long.
    config.setConnectionInitSql(
        "SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s';"
            + " SET timezone = 'UTC'; COMMIT");
    config.addDataSourceProperty("ApplicationName", "carteiro-console");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "15");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // The server's error details quote row values; message contents must not reach the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }
}
