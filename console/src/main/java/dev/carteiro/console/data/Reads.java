// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.Scope;
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
 * Reads of PostgreSQL for a request, each in one transaction. For who is no admin the transaction
 * takes the analysts' role and names the tenant, so that row-level security holds whatever the
 * statements say; where that role cannot be taken, the read is refused.
 */
public final class Reads {
  private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

  /** Fewer than there are connections: those who count for monitoring need theirs. */
  static final int AT_A_TIME = 5;

  private static final String SCOPE =
      "SELECT set_config('role', 'carteiro_analyst', true), set_config('carteiro.tenant_id', ?, true)";

  private static final String QUERY_CANCELED = "57014";
  private static final String UNDEFINED_TABLE = "42P01";

  private final DataSource database;
  private final BooleanSupplier reachable;
  private final Semaphore free = new Semaphore(AT_A_TIME);

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** The role that holds a read to its tenant cannot be taken. */
  private static final class NoRoleException extends SQLException {
    NoRoleException(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /**
   * @param database connections without auto-commit
   * @param reachable whether PostgreSQL answered lately; while not, requests are refused at once
   */
  public Reads(DataSource database, BooleanSupplier reachable) {
    this.database = database;
    this.reachable = reachable;
  }

  /**
   * Asks in the scope of a request, and ends the request with 503 when there can be no answer:
   * {@code POSTGRES_UNAVAILABLE}, {@code OVERLOADED}, {@code QUERY_TIMEOUT}, {@code
   * TENANT_SCOPE_UNAVAILABLE} or {@code NO_TABLES}.
   */
  public <T> T read(Context context, Scope scope, Question<T> question) {
    if (!reachable.getAsBoolean()) {
      throw ConsoleProblems.noPostgres(context);
    }
    if (!free.tryAcquire()) {
      throw ConsoleProblems.overloaded(context);
    }
    try {
      return read(scope, question);
    } catch (NoRoleException e) {
      LOG.error("the role of analysts cannot be taken sqlstate={}", e.getSQLState());
      throw ConsoleProblems.unavailable(
          context,
          "TENANT_SCOPE_UNAVAILABLE",
          "The database has no role carteiro_analyst that the console may take, so nothing would"
              + " hold this request to its tenant. The sink's log says what to do.");
    } catch (SQLException e) {
      throw refused(context, e);
    } finally {
      free.release();
    }
  }

  /**
   * Asks in a scope; waits for nobody but the pool.
   *
   * @throws SQLException if the database is away, has no role for analysts, or refuses
   */
  public <T> T read(Scope scope, Question<T> question) throws SQLException {
    try (Connection connection = database.getConnection()) {
      try {
        if (scope.isBound()) {
          bind(connection, scope.tenantId());
        }
        return question.ask(connection);
      } finally {
        // Ends the transaction, and with it the role.
        connection.rollback();
      }
    }
  }

  private static void bind(Connection connection, String tenantId) throws NoRoleException {
    try (PreparedStatement statement = connection.prepareStatement(SCOPE)) {
      statement.setString(1, tenantId);
      statement.execute();
    } catch (SQLException e) {
      throw new NoRoleException(e);
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
