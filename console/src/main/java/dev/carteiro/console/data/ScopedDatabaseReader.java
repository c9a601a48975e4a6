// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.TenantReadScope;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads PostgreSQL for API requests, each in one transaction. Unless the caller is an admin, the
 * transaction takes the analysts' role and sets the tenant. Row-level security then limits the read
 * to the tenant, whatever the statement says. If the role cannot be taken, the read is refused.
 */
public final class ScopedDatabaseReader {
  private static final Logger LOG = LoggerFactory.getLogger(ScopedDatabaseReader.class);

  /** Concurrent reads; fewer than the pool's 8 connections, because monitoring needs some. */
  static final int MAX_READS = 5;

  private static final String SCOPE =
      "SELECT set_config('role', 'carteiro_analyst', true), set_config('carteiro.tenant_id', ?, true)";

  private static final String QUERY_CANCELED = "57014";
  private static final String UNDEFINED_TABLE = "42P01";

  private final DataSource database;
  private final BooleanSupplier reachable;
  private final Semaphore permits = new Semaphore(MAX_READS);

  @FunctionalInterface
  public interface ScopedDatabaseQuery<T> {
    T run(Connection connection) throws SQLException;
  }

  private static final class AnalystRoleException extends SQLException {
    AnalystRoleException(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /** Connections have auto-commit off. While PostgreSQL is not reachable, requests are refused. */
  public ScopedDatabaseReader(DataSource database, BooleanSupplier reachable) {
    this.database = database;
    this.reachable = reachable;
  }

  /**
   * Reads in the scope of a request. Ends the request with 503 if that is not possible: {@code
   * POSTGRES_UNAVAILABLE}, {@code OVERLOADED}, {@code QUERY_TIMEOUT}, {@code
   * TENANT_SCOPE_UNAVAILABLE} or {@code NO_TABLES}.
   */
  public <T> T read(Context context, TenantReadScope scope, ScopedDatabaseQuery<T> query) {
    if (!reachable.getAsBoolean()) {
      throw ConsoleProblems.noPostgres(context);
    }
    if (!permits.tryAcquire()) {
      throw ConsoleProblems.overloaded(context);
    }
    try {
      return read(scope, query);
    } catch (AnalystRoleException e) {
      LOG.error("the role of analysts cannot be taken sqlstate={}", e.getSQLState());
      throw ConsoleProblems.unavailable(
          context,
          "TENANT_SCOPE_UNAVAILABLE",
          "The database has no role carteiro_analyst that the console may take, so nothing would"
              + " hold this request to its tenant. The sink's log says what to do.");
    } catch (SQLException e) {
      throw refused(context, e);
    } finally {
      permits.release();
    }
  }

  /** Reads in a scope, without the limit on concurrent reads. */
  public <T> T read(TenantReadScope scope, ScopedDatabaseQuery<T> query) throws SQLException {
    try (Connection connection = database.getConnection()) {
      try {
        if (scope.isBound()) {
          bind(connection, scope.tenantId());
        }
        return query.run(connection);
      } finally {
        // Ends the transaction, and with it the role.
        connection.rollback();
      }
    }
  }

  private static void bind(Connection connection, String tenantId) throws AnalystRoleException {
    try (PreparedStatement statement = connection.prepareStatement(SCOPE)) {
      statement.setString(1, tenantId);
      statement.execute();
    } catch (SQLException e) {
      throw new AnalystRoleException(e);
    }
  }

  private static RuntimeException refused(Context context, SQLException e) {
    if (QUERY_CANCELED.equals(e.getSQLState())) {
      return ConsoleProblems.unavailable(
          context, "QUERY_TIMEOUT", "It takes too long to find this. Narrow the search.");
    }
    if (UNDEFINED_TABLE.equals(e.getSQLState())) {
      return ConsoleProblems.unavailable(
          context, "NO_TABLES", "The sink has not made its tables yet.");
    }
    LOG.warn("a read failed sqlstate={}", e.getSQLState());
    return ConsoleProblems.noPostgres(context);
  }
}
