// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** One connection for one command. */
final class DatabaseConnection {
  private DatabaseConnection() {}

  /** Connects, or says within seconds why not. */
  static Connection open(DatabaseSettings database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    database.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "carteiro");
    return DriverManager.getConnection(database.url(), properties);
  }
}
