// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import java.time.Duration;

/** Creates the sink's connection pool. */
public final class SinkDataSourceFactory {
  private static final Duration POOL_WAIT = Duration.ofSeconds(5);
  private static final int SOCKET_SECONDS = 60;

  private SinkDataSourceFactory() {}

  /** A pool that has not connected yet; its connections have auto-commit off. */
  public static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("sink");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    settings.password().ifPresent(config::setPassword);
    config.setAutoCommit(false);
    // One thread writes. The second connection is for the partitions of the archive, and for
    // replacing a broken connection.
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT.toMillis());
    // The database may start after the sink.
    config.setInitializationFailTimeout(-1);
    // A lock, a statement or a network peer that takes too long is an error, and is retried. The
    // limit for idle transactions frees the locks on sink_offset of a sink that vanished; TCP alone
    // would take two hours.
    // A statement has up to some thousand keys, and finds each by an index. Without statistics the
    // planner would read the whole table instead.
    config.setConnectionInitSql(
        "SET lock_timeout = '10s'; SET statement_timeout = '50s';"
            + " SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC';"
            + " SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
            + " COMMIT");
    config.addDataSourceProperty("ApplicationName", "carteiro-sink");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Error details quote row values, and message contents must not reach the logs.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }
}
