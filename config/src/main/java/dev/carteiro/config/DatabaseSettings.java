// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.List;
import java.util.Optional;

/**
 * Connection settings of PostgreSQL.
 *
 * @param url JDBC URL without credentials, {@code jdbc:postgresql://host:port/database}
 * @param password absent when the server asks for none
 */
public record DatabaseSettings(String url, String user, Optional<String> password) {

  public static final Setting<String> URL =
      Setting.text(
          "DATABASE_URL",
          "jdbc:postgresql://127.0.0.1:5432/carteiro",
          "JDBC URL of PostgreSQL, without credentials.");
  public static final Setting<String> USER =
      Setting.text("DATABASE_USER", "carteiro", "PostgreSQL user.");
  public static final Setting<Optional<String>> PASSWORD =
      Setting.optionalSecret("DATABASE_PASSWORD", "PostgreSQL password.");

  public DatabaseSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new InvalidSettingException(URL.name(), "must start with jdbc:postgresql:");
    }
    if (url.contains("password=")) {
      throw new InvalidSettingException(
          URL.name(), "must not carry a password: use " + PASSWORD.name());
    }
  }

  public static List<Setting<?>> settings() {
    return List.of(URL, USER, PASSWORD);
  }

  public static DatabaseSettings from(Environment environment) {
    return new DatabaseSettings(
        environment.get(URL), environment.get(USER), environment.get(PASSWORD));
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=" + url + ", user=" + user + "]";
  }
}
