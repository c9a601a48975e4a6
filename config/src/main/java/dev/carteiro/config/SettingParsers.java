// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the parser of a setting by the type of its record component. */
final class SettingParsers {
  private SettingParsers() {}

  /**
   * @throws RuntimeException when the annotation is wrong: there is no parser for the type, no such
   *     method, or a range that cannot be read
   */
  static Function<String, ?> of(Type type, Setting setting, Class<?> owner) {
    Class<?> raw = type instanceof Class<?> plain ? plain : rawClass(type);
    if (raw == Optional.class) {
      Function<String, ?> inner = of(argument(type), setting, owner);
      return text -> text == null ? Optional.empty() : Optional.of(inner.apply(text));
    }
    boolean declared = !setting.parser().isEmpty();
    if (raw == List.class && !declared) {
      Function<String, ?> inner = of(argument(type), setting, owner);
      return text ->
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .map(inner)
              .toList();
    }
    boolean ranged = raw == int.class || raw == long.class || raw == Duration.class;
    if ((ranged && !declared) == setting.range().isEmpty()) {
      throw new IllegalStateException("a number or duration has a range, and nothing else has");
    }
    if (setting.minLength() > 0 && (raw != String.class || declared)) {
      throw new IllegalStateException("only a text has a least length");
    }
    if (declared) {
      return declared(type, setting, owner);
    }
    if (raw == String.class) {
      return text -> text(text, setting.minLength());
    }
    if (raw == int.class || raw == long.class) {
      String[] range = range(setting);
      long min = Long.parseLong(range[0]);
      long greatest = raw == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
      long max = range[1].isEmpty() ? greatest : Long.parseLong(range[1]);
      return raw == int.class
          ? text -> (int) integer(text, min, max)
          : text -> integer(text, min, max);
    }
    if (raw == Duration.class) {
      String[] range = range(setting);
      Duration min = Duration.parse(range[0]);
      Duration max = Duration.parse(range[1]);
      return text -> duration(text, min, max);
    }
    if (raw == boolean.class) {
      return SettingParsers::flag;
    }
    if (raw == Path.class) {
      return text -> Path.of(text(text, 1));
    }
    if (raw == URI.class) {
      return text -> url(setting.name(), text(text, 1));
    }
    if (raw.isEnum()) {
      return text -> constant(raw, text.strip());
    }
    throw new IllegalStateException("there is no parser for " + type);
  }

  private static Class<?> rawClass(Type type) {
    return (Class<?>) ((ParameterizedType) type).getRawType();
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  private static String[] range(Setting setting) {
    String[] range = setting.range().split("\\.\\.", -1);
    if (range.length != 2) {
      throw new IllegalStateException("the range must be least..greatest");
    }
    return range;
  }

  private static Function<String, ?> declared(Type type, Setting setting, Class<?> owner) {
    Stream<Type> arguments =
        type instanceof ParameterizedType generic
            ? Stream.of(generic.getActualTypeArguments())
            : Stream.of();
    Method method =
        Stream.concat(Stream.of(owner, type), arguments)
            .map(place -> place instanceof Class<?> plain ? plain : rawClass(place))
            .flatMap(place -> Stream.of(place.getDeclaredMethods()))
            .filter(found -> found.getName().equals(setting.parser()))
            .filter(found -> Modifier.isStatic(found.getModifiers()))
            .filter(found -> List.of(found.getParameterTypes()).equals(List.of(String.class)))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no parser " + setting.parser()));
    method.setAccessible(true);
    return text -> SettingsRecord.call(() -> method.invoke(null, text));
  }

  static long integer(String text, long min, long max) {
    try {
      return between(Long.parseLong(text.strip()), min, max);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }

  static Duration duration(String text, Duration min, Duration max) {
    try {
      return between(Duration.parse(text.strip()), min, max);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must be an ISO-8601 duration such as PT30S, PT24H or P3D", e);
    }
  }

  private static <T extends Comparable<T>> T between(T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("must be between " + min + " and " + max);
    }
    return value;
  }

  private static boolean flag(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> ((Enum<?>) value).name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
  }

  private static String text(String text, int minLength) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be blank");
    }
    String value = text.strip();
    if (value.length() < minLength) {
      throw new IllegalArgumentException("must have at least " + minLength + " characters");
    }
    return value;
  }

  private static URI url(String name, String text) {
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
}
