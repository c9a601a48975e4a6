// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.Setting;
import java.net.URI;
import java.util.Optional;

/** Settings of the commands that call a running bridge. */
public record BridgeClientSettings(
    BridgeUrlSettings bridge,
    @Setting(name = "CARTEIRO_API_KEY", secret = true)
        @HelpText(
            "API key of an admin; without it the one that the first up left in DATA_DIR is used.")
        Optional<String> apiKey) {

  /** Where the bridge is; the URL has no slash at its end. */
  public record BridgeUrlSettings(
      @Setting(name = "CARTEIRO_URL", defaultValue = "http://127.0.0.1:8080")
          @HelpText("Base URL of the bridge.")
          URI url) {}

  @Override
  public String toString() {
    return "BridgeClientSettings[url=" + bridge.url() + "]";
  }
}
