// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.StartupException;
import dev.carteiro.standalone.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The embedded PostgreSQL with its own settings: fsync and synchronous_commit are on. */
public final class PostgresService implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final Thread hook = new Thread(this::stop, "end-postgres");

  private PostgresService(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts it; it serves when this returns.
   *
   * @param directory of cluster and programs; made
   */
  public static PostgresService start(Path directory) throws Unavailable {
    try {
      PostgresService service =
          new PostgresService(
              EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(directory, Ports.anyFree())));
      // It is no child of this process: an interrupted run would leave it behind.
      Runtime.getRuntime().addShutdownHook(service.hook);
      return service;
    } catch (StartupException e) {
      throw new Unavailable(e.getMessage(), e);
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
