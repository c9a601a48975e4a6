// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The definition of one setting: environment name, default, description and parser. The command
 * line uses the same name in lower case with hyphens ({@code BRIDGE_PORT} is {@code
 * --bridge-port}).
 *
 * @param name environment name, upper snake case
 * @param defaultText the text used when nothing is given; {@code null} when the setting is optional
 *     and absent by default
 * @param secret whether the value must never be printed; a secret may also be read from the file
 *     named by {@code NAME_FILE}
 * @param description one sentence for {@code --help} and the documentation, with unit and range
 * @param parser text to value; throws {@link IllegalArgumentException} with what is wrong, never
 *     with the value itself
 */
public record Setting<T>(
    String name,
    String defaultText,
    boolean secret,
    String description,
    Function<String, T> parser) {

  /** The command-line option of this setting. */
  public String option() {
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Setting<String> text(String name, String defaultText, String description) {
    return new Setting<>(name, defaultText, false, description, Setting::notBlank);
  }

  public static Setting<Optional<String>> optional(String name, String description) {
    return new Setting<>(name, null, false, description, text -> Optional.of(notBlank(text)));
  }

  public static Setting<Optional<String>> optionalSecret(String name, String description) {
    return new Setting<>(name, null, true, description, text -> Optional.of(notBlank(text)));
  }

  public static Setting<List<String>> secrets(String name, String description) {
    return new Setting<>(name, "", true, description, Setting::commaSeparated);
  }

  public static Setting<List<String>> texts(String name, String defaultText, String description) {
    return new Setting<>(name, defaultText, false, description, Setting::commaSeparated);
  }

  public static Setting<List<URI>> urls(String name, String defaultText, String description) {
    return new Setting<>(
        name,
        defaultText,
        false,
        description,
        text -> commaSeparated(text).stream().map(url -> url(name, url)).toList());
  }

  /** Parses a base URL (http or https) and removes trailing slashes. */
  public static URI url(String name, String text) {
    URI url;
    try {
      url = URI.create(text.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(name, "is not a URL (it is \"" + text + "\")", e);
    }
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new InvalidSettingException(
          name, "must start with http:// or https:// (it is \"" + text + "\")");
    }
    return url;
  }

  public static Setting<Boolean> flag(String name, boolean defaultValue, String description) {
    return new Setting<>(
        name,
        Boolean.toString(defaultValue),
        false,
        description,
        text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on", "1" -> true;
              case "false", "no", "off", "0" -> false;
              default -> throw new IllegalArgumentException("must be true or false");
            });
  }

  public static Setting<Integer> port(String name, int defaultValue, String description) {
    return integer(name, defaultValue, 0, 65_535, description);
  }

  public static Setting<Integer> integer(
      String name, int defaultValue, int min, int max, String description) {
    return new Setting<>(
        name,
        Integer.toString(defaultValue),
        false,
        description,
        text -> Math.toIntExact(between(text, min, max)));
  }

  public static Setting<Long> bytes(
      String name, long defaultValue, long min, long max, String description) {
    return new Setting<>(
        name, Long.toString(defaultValue), false, description, text -> between(text, min, max));
  }

  public static Setting<Duration> duration(
      String name, Duration defaultValue, Duration min, Duration max, String description) {
    return new Setting<>(
        name,
        defaultValue.toString(),
        false,
        description,
        text -> {
          Duration value;
          try {
            value = Duration.parse(text.strip());
          } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                "must be an ISO-8601 duration such as PT30S, PT24H or P3D", e);
          }
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("must be between " + min + " and " + max);
          }
          return value;
        });
  }

  public static <E extends Enum<E>> Setting<E> oneOf(
      String name, E defaultValue, String description) {
    Class<E> type = defaultValue.getDeclaringClass();
    return new Setting<>(
        name,
        defaultValue.name().toLowerCase(Locale.ROOT),
        false,
        description,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "must be one of "
                                + Arrays.toString(type.getEnumConstants())
                                    .toLowerCase(Locale.ROOT))));
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be blank");
    }
    return text.strip();
  }

  private static List<String> commaSeparated(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static long between(String text, long min, long max) {
    long value;
    try {
      value = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException("must be between " + min + " and " + max);
    }
    return value;
  }
}
