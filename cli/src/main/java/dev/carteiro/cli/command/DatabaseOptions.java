// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.DatabaseSettings;

/** The options of every command that reads the database. */
public final class DatabaseOptions extends SettingOptions {
  public DatabaseOptions() {
    super(DatabaseSettings.class, DataDirectory.class);
  }

  public DatabaseSettings settings() {
    return environmentWithLocalServices().bind(DatabaseSettings.class);
  }
}
