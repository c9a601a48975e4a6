// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

/** The options of every command that calls the bridge. */
public final class BridgeOptions extends SettingOptions {
  public BridgeOptions() {
    super(BridgeClientSettings.class, DataDirectory.class);
  }

  public BridgeClient client() {
    return BridgeClient.from(environmentWithLocalServices());
  }
}
