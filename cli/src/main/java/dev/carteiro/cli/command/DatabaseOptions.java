// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.DatabaseSettings;
import java.util.List;

/** The options of every command that reads the database. */
public final class DatabaseOptions extends SettingOptions {
  public DatabaseOptions() {
    super(DatabaseSettings.settings(), List.of(StandaloneSettings.DATA_DIR));
  }

  public DatabaseSettings settings() {
    return DatabaseSettings.from(environmentWithLocalServices());
  }
}
