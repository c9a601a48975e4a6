// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.Optional;

/** Connection settings of PostgreSQL. */
public record DatabaseSettings(
    @Setting(name = "DATABASE_URL", defaultValue = "jdbc:postgresql://127.0.0.1:5432/carteiro")
        @HelpText("JDBC URL of PostgreSQL, without credentials.")
        String url,
    @Setting(name = "DATABASE_USER", defaultValue = "carteiro") @HelpText("PostgreSQL user.")
        String user,
    @Setting(name = "DATABASE_PASSWORD", secret = true) @HelpText("PostgreSQL password.")
        Optional<String> password) {

  public DatabaseSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new InvalidSettingException("DATABASE_URL", "must start with jdbc:postgresql:");
    }
    if (url.contains("password=")) {
      throw new InvalidSettingException(
          "DATABASE_URL", "must not carry a password: use DATABASE_PASSWORD");
    }
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=" + url + ", user=" + user + "]";
  }
}
