// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens the database connection of a command. */
public final class DatabaseConnector {
  private DatabaseConnector() {}

  /** Opens a connection; the connection timeout is 5 s. */
  public static Connection open(DatabaseSettings database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    database.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "carteiro");
    return DriverManager.getConnection(database.url(), properties);
  }
}
