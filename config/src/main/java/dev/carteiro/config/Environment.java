// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Supplies the values of settings: the process environment, overridden by command-line options.
 * Precedence, highest first: option, environment variable, {@code NAME_FILE} (secrets only),
 * default.
 */
public final class Environment {
  private final Map<String, String> values;

  public Environment(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** The process environment. */
  public static Environment system() {
    return new Environment(System.getenv());
  }

  /**
   * This environment with some values replaced; used for command-line options and by {@code up}.
   */
  public Environment with(Map<String, String> overrides) {
    Map<String, String> merged = new HashMap<>(values);
    merged.putAll(overrides);
    return new Environment(merged);
  }

  /**
   * Whether a value was given under a name, so that the default does not apply. An empty text
   * counts as not given, because compose files pass unset variables that way.
   */
  public boolean has(String name) {
    return text(name).isPresent();
  }

  /**
   * A record of settings with the values of this environment. Its components are annotated with
   * {@link Setting}, or are records of settings themselves.
   *
   * @throws InvalidSettingException naming the setting and what is wrong with it
   */
  public <R extends Record> R bind(Class<R> settings) {
    return SettingsRecord.of(settings).read(this);
  }

  /** The raw text under a name. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
  }

  /** The text of a setting, or of the file of a secret. */
  Optional<String> given(SettingDefinition<?> setting) {
    Optional<String> direct = text(setting.name());
    if (direct.isPresent() || !setting.secret()) {
      return direct;
    }
    return text(setting.name() + "_FILE").map(file -> readSecret(setting, file));
  }

  private static String readSecret(SettingDefinition<?> setting, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new InvalidSettingException(
          setting.name() + "_FILE", "names a file that cannot be read: " + file, e);
    }
  }
}
