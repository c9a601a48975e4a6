// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The definition of one setting. The command line uses the same name in lower case with hyphens
 * ({@code BRIDGE_PORT} is {@code --bridge-port}).
 *
 * @param defaultText the text used when nothing is given; {@code null} for none
 * @param required whether there is no value without a text
 * @param parser text to value, {@code null} to the value of an absent setting; throws {@link
 *     IllegalArgumentException} with what is wrong, never with the value itself
 */
public record SettingDefinition<T>(
    String name,
    String defaultText,
    boolean required,
    boolean secret,
    String description,
    Function<String, ? extends T> parser)
    implements SettingSource<T> {

  /** The settings of records and of the records in them, in the order of their components. */
  public static List<SettingDefinition<?>> of(List<Class<? extends Record>> types) {
    return types.stream()
        .<SettingDefinition<?>>flatMap(type -> SettingsRecord.of(type).definitions().stream())
        .toList();
  }

  /** A setting with a default and a range that are not known to the compiler. */
  public static SettingDefinition<Integer> integer(
      String name, int defaultValue, int min, int max, String description) {
    Function<String, Integer> parser = text -> (int) SettingParsers.integer(text, min, max);
    return new SettingDefinition<>(
        name, String.valueOf(defaultValue), false, false, description, parser);
  }

  /** A setting with a default and a range that are not known to the compiler. */
  public static SettingDefinition<Duration> duration(
      String name, Duration defaultValue, Duration min, Duration max, String description) {
    Function<String, Duration> parser = text -> SettingParsers.duration(text, min, max);
    return new SettingDefinition<>(
        name, String.valueOf(defaultValue), false, false, description, parser);
  }

  /** The command-line option of this setting. */
  public String option() {
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public List<SettingDefinition<?>> definitions() {
    return List.of(this);
  }

  @Override
  public T read(Environment environment) {
    String text = environment.given(this).orElse(defaultText);
    if (required && text == null) {
      throw new InvalidSettingException(name, "is required");
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      String shown = secret ? "" : " (it is \"" + text + "\")";
      throw new InvalidSettingException(name, e.getMessage() + shown, e);
    }
  }
}
