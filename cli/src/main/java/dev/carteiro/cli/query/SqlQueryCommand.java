// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code query}: runs one SQL statement in a read-only transaction and prints the rows.
 * Read-only is a guard against mistakes; whoever may run this has the database's password.
 */
@Command(
    name = "query",
    description =
        "Runs one SQL statement in a read-only transaction and prints the rows; needs no psql.")
public final class SqlQueryCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = settings();
  private static final int TIMEOUT_SECONDS = 60;

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SQL",
      description = "For instance: select tenant_id, text, status from messages")
  private String sql;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "See what an analyst of this tenant sees: row-level security is in force.")
  private String tenant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many rows. Default: 1000.")
  private int limit;

  private SqlQueryCommand(Environment environment) {
    this.environment = environment;
  }

  public static CommandSpec spec(Environment environment) {
    return SettingOptions.spec(new SqlQueryCommand(environment), SETTINGS);
  }

  @Override
  public Integer call() {
    Environment given =
        LocalServiceAddresses.under(SettingOptions.over(environment, spec, SETTINGS));
    try (Connection connection = DatabaseConnector.open(DatabaseSettings.from(given))) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      if (tenant != null) {
        becomeAnalyst(connection);
      }
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        statement.setMaxRows(limit);
        print(statement.execute(sql) ? statement.getResultSet() : null);
      }
      connection.rollback();
      return ExitCode.OK.code();
    } catch (SQLException e) {
      throw new CommandFailedException("PostgreSQL says: " + e.getMessage(), e);
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
          "cannot take the role carteiro_analyst, so --tenant would not hold: " + e.getMessage(),
          e);
    }
  }

  private void print(ResultSet rows) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    if (rows == null) {
      out.println("done, nothing to show");
      return;
    }
    DatabaseQuery.read(rows).printStored(out, limit);
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(DatabaseSettings.settings());
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }
}
