// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.sink.rows.SinkTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the PostgreSQL group role that may read the tables under row-level security, and grants
 * it every table with a tenant; {@code sink_offset} and the migration history are internal. This
 * happens at every start instead of in a migration, because a database administrator may create the
 * role later when the sink's user may not.
 */
final class AnalystRoleProvisioner {
  static final String NAME = "carteiro_analyst";

  /** The views; each shows only what the reader may see in the tables. */
  static final List<String> VIEWS =
      List.of("batch_progress", "dead_letter_fates", "unacknowledged_instances");

  private static final Logger LOG = LoggerFactory.getLogger(AnalystRoleProvisioner.class);

  /**
   * The key of an advisory lock: concurrent grants on one table fail, so sinks that start at the
   * same time wait for each other.
   */
  private static final long LOCK = 0x6361_7274_726f_6c65L;

  /**
   * Duplicate object, and unique violation, which happens when two databases of one server create
   * the role at the same time.
   */
  private static final Set<String> EXISTS = Set.of("42710", "23505");

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final DataSource database;

  AnalystRoleProvisioner(DataSource database) {
    this.database = database;
  }

  void ensure() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      if (exists(statement) || create(connection, statement)) {
        String relations = String.join(", ", SinkTables.names()) + ", " + String.join(", ", VIEWS);
        statement.execute("GRANT SELECT ON " + relations + " TO " + NAME);
        letTheConsoleTakeIt(statement);
      }
      connection.commit();
    }
  }

  /**
   * Grants the role to the sink's own user. The console, which uses the same user unless configured
   * otherwise, reads a tenant's data under this role. From PostgreSQL 16 on, the creator of a role
   * is no longer allowed to switch to it without a grant.
   */
  private static void letTheConsoleTakeIt(Statement statement) throws SQLException {
    statement.execute("SAVEPOINT before_grant");
    try {
      statement.execute("GRANT " + NAME + " TO CURRENT_USER");
    } catch (SQLException e) {
      statement.execute("ROLLBACK TO SAVEPOINT before_grant");
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      LOG.warn(
          "the role {} cannot be taken by the user of this sink; a console with the same user will"
              + " refuse the requests of tenants. As a superuser run GRANT {} TO its user;",
          NAME,
          NAME);
    }
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
      return row.next();
    }
  }

  private static boolean create(Connection connection, Statement statement) throws SQLException {
    statement.execute("SAVEPOINT before_role");
    try {
      statement.execute("CREATE ROLE " + NAME + " NOLOGIN");
      return true;
    } catch (SQLException e) {
      statement.execute("ROLLBACK TO SAVEPOINT before_role");
      if (EXISTS.contains(e.getSQLState())) {
        return true;
      }
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      LOG.warn(
          "analysts have no role of their own: user {} may not create roles. As a superuser run"
              + " CREATE ROLE {} NOLOGIN; and start the sink again. Nothing else depends on it.",
          connection.getMetaData().getUserName(),
          NAME);
      return false;
    }
  }
}
