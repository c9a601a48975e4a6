// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.util.List;

/** The options of every command that calls the bridge. */
public final class BridgeOptions extends SettingOptions {
  public BridgeOptions() {
    super(BridgeClientSettings.settings(), List.of(StandaloneSettings.DATA_DIR));
  }

  public BridgeClient client() {
    return BridgeClient.from(environmentWithLocalServices());
  }
}
