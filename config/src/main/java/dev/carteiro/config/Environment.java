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
   * Whether a value was given, so that the default does not apply. An empty text counts as not
   * given, because compose files pass unset variables that way.
   */
  public boolean has(Setting<?> setting) {
    return given(setting).isPresent();
  }

  /**
   * The value of a setting.
   *
   * @throws InvalidSettingException naming the setting and what is wrong with it
   */
  public <T> T get(Setting<T> setting) {
    String text = given(setting).orElse(setting.defaultText());
    try {
      return text == null ? absent(setting) : setting.parser().apply(text);
    } catch (IllegalArgumentException e) {
      String shown = setting.secret() ? "" : " (it is \"" + text + "\")";
      throw new InvalidSettingException(setting.name(), e.getMessage() + shown, e);
    }
  }

  /**
   * The raw text under a name that is not a {@link Setting}: the pass-through of Kafka client
   * properties.
   */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
  }

  private Optional<String> given(Setting<?> setting) {
    Optional<String> direct = text(setting.name());
    if (direct.isPresent() || !setting.secret()) {
      return direct;
    }
    return text(setting.name() + "_FILE").map(file -> readSecret(setting, file));
  }

  private static String readSecret(Setting<?> setting, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new InvalidSettingException(
          setting.name() + "_FILE", "names a file that cannot be read: " + file, e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T absent(Setting<T> unused) {
    // Only Setting.optional and Setting.optionalSecret have no default, and both are Optional.
    return (T) Optional.empty();
  }
}
