// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.standalone.embedded.EmbeddedPostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The embedded PostgreSQL with its own settings: fsync and synchronous_commit are on. */
public final class PostgresService implements AutoCloseable {
  private final EmbeddedPostgresServer postgres;
  private final Thread hook = new Thread(this::stop, "end-postgres");

  private PostgresService(EmbeddedPostgresServer postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts it; it serves when this returns.
   *
   * @param directory of cluster and programs; made
   */
  public static PostgresService start(Path directory) throws ContenderUnavailableException {
    try {
      PostgresService service =
          new PostgresService(
              EmbeddedPostgresServer.start(
                  EmbeddedPostgresServer.EmbeddedPostgresSettings.in(
                      directory, LoopbackPorts.anyFree())));
      // It is no child of this process: an interrupted run would leave it behind.
      Runtime.getRuntime().addShutdownHook(service.hook);
      return service;
    } catch (StartupException e) {
      throw new ContenderUnavailableException(e.getMessage(), e);
    }
  }

  /** Returns the connection settings of the application's user. */
  public DatabaseSettings database() {
    return postgres.database();
  }

  public int port() {
    return postgres.settings().port();
  }

  /** Opens a connection that sees the rows of all tenants in the application's database. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", postgres.superuser().user());
    postgres
        .superuser()
        .password()
        .ifPresent(password -> properties.setProperty("password", password));
    return DriverManager.getConnection(database().url(), properties);
  }

  /** Returns the server's main process; all others are its children. */
  public ProcessHandle handle() {
    return postgres
        .process()
        .orElseThrow(() -> new IllegalStateException("PostgreSQL does not run"));
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void stop() {
    postgres.close();
  }
}
