// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the commands that call a running bridge.
 *
 * @param url base URL, without a trailing slash
 * @param apiKey absent to use the key in the data directory
 */
public record BridgeClientSettings(URI url, Optional<String> apiKey) {

  public static final Setting<String> URL =
      Setting.text("CARTEIRO_URL", "http://127.0.0.1:8080", "Base URL of the bridge.");
  public static final Setting<Optional<String>> API_KEY =
      Setting.optionalSecret(
          "CARTEIRO_API_KEY",
          "API key of an admin; without it the one that the first up left in DATA_DIR is used.");

  public static List<Setting<?>> settings() {
    return List.of(URL, API_KEY);
  }

  public static BridgeClientSettings from(Environment environment) {
    return new BridgeClientSettings(
        Setting.url(URL.name(), environment.get(URL)), environment.get(API_KEY));
  }

  @Override
  public String toString() {
    return "BridgeClientSettings[url=" + url + "]";
  }
}
