// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.Environment;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The file in the data directory by which other commands find the services that {@code up} started.
 * It holds addresses and the paths of files with secrets, never the secrets.
 */
public final class LocalServiceAddresses {
  /** The settings in the file, each with the address that it belongs to. */
  private static final Map<String, String> ADDRESSES =
      Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP_SERVERS",
          "TOPIC_PARTITIONS", "KAFKA_BOOTSTRAP_SERVERS",
          "DATABASE_URL", "DATABASE_URL",
          "DATABASE_USER", "DATABASE_URL",
          "DATABASE_PASSWORD", "DATABASE_URL",
          "TOPOLOGY_STATE_DIR", "TOPOLOGY_STATE_DIR",
          "CONSOLE_SENDER_URL", "CONSOLE_SENDER_URL",
          "CARTEIRO_URL", "CARTEIRO_URL");

  private LocalServiceAddresses() {}

  /** Replaces the file; a secret is given as {@code NAME_FILE}. */
  public static void write(DataDirectory directory, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "Written by carteiro up for the other commands.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DataDirectory.write(directory.services(), text.toString());
  }

  /**
   * Returns the environment with the values of the file for settings that are not given. If an
   * address is given, what belongs to it is not taken from the file either: the embedded server's
   * user and password are not sent to another server, and its partition count is not expected
   * there.
   */
  static Environment under(Environment environment) {
    DataDirectory directory = environment.bind(DataDirectory.class);
    Properties properties = new Properties();
    Optional<String> text = DataDirectory.read(directory.services());
    if (text.isEmpty()) {
      return environment;
    }
    try {
      properties.load(new StringReader(text.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> defaults = new HashMap<>();
    ADDRESSES.forEach(
        (setting, address) -> {
          List<String> names = List.of(setting, setting + "_FILE");
          if (!environment.has(address) && names.stream().noneMatch(environment::has)) {
            for (String name : names) {
              if (properties.getProperty(name) != null) {
                defaults.put(name, properties.getProperty(name));
              }
            }
          }
        });
    return environment.with(defaults);
  }
}
