// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command {@code query}: runs one SQL statement in a read-only transaction and prints the rows.
 * Read-only is a guard against mistakes; whoever may run this has the database's password.
 */
@Command(
    name = "query",
    description =
        "Runs one SQL statement in a read-only transaction and prints the rows; needs no psql.")
public final class SqlQueryCommand implements Callable<Integer> {
  private static final int TIMEOUT_SECONDS = 60;

  @Mixin private DatabaseOptions database;

  @Parameters(
      paramLabel = "SQL",
      description = "For example: select tenant_id, text, status from messages")
  private String sql;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "Show what an analyst of this tenant sees: row-level security applies.")
  private String tenant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Maximum number of rows. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws SQLException {
    try (Connection connection = DatabaseQuery.connect(database.settings())) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      if (tenant != null) {
        becomeAnalyst(connection);
      }
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        statement.setMaxRows(limit);
        if (statement.execute(sql)) {
          DatabaseQuery.read(statement.getResultSet()).printStored(database.out(), limit);
        } else {
          database.out().println("done; the statement returns no rows");
        }
      }
      connection.rollback();
      return ExitCode.OK.code();
    }
  }

  private void becomeAnalyst(Connection connection) throws SQLException {
    try (PreparedStatement setting =
            connection.prepareStatement("SELECT set_config('carteiro.tenant_id', ?, true)");
        Statement role = connection.createStatement()) {
      setting.setString(1, tenant);
      setting.execute();
      role.execute("SET LOCAL ROLE carteiro_analyst");
    } catch (SQLException e) {
      // Row-level security does not apply to the tables' owner: without the role, the rows of every
      // tenant would show.
      throw new CommandFailedException(
          "cannot take the role carteiro_analyst, so --tenant would have no effect: "
              + e.getMessage(),
          e);
    }
  }
}
