// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Decodes 64-bit numbers, times and bytes from all the forms in which Evolution writes them. A
 * protobuf {@code Long} becomes a number, a numeric text or {@code {low, high, unsigned}}; a {@code
 * Uint8Array} becomes {@code {"0": 234, "1": 141, …}}, base64, an array or {@code {"type":
 * "Buffer", "data": […]}}, depending on the path that the message took through Evolution.
 */
public final class EvolutionValueDecoder {
  /** Digests and keys are 32 bytes; nothing that is decoded here is longer than this. */
  private static final int MOST_BYTES = 1_024;

  /** Longest 64-bit number with its sign. */
  private static final int MOST_DIGITS = 20;

  /** Below this, a double holds every whole number exactly. */
  private static final double EXACT_IN_DOUBLE = 0x1p53;

  private static final long NOT_SECONDS = 100_000_000_000L;
  private static final long NOT_MILLIS = 100_000_000_000_000L;
  private static final long NOT_MICROS = 100_000_000_000_000_000L;

  /** A date with its time and zone, as Go and PostgreSQL write it too. */
  private static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final int SHORTEST_WRITTEN = 17;
  private static final int LONGEST_WRITTEN = 40;

  /** Earliest time accepted: WhatsApp's first year. */
  private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");

  private static final Instant TOO_LATE = Instant.parse("2100-01-01T00:00:00Z");

  private EvolutionValueDecoder() {}

  /** The number in any encoding; null when there is none or it has more than 64 bits. */
  public static Long number(JsonNode node) {
    if (node == null) {
      return null;
    }
    return switch (node.getNodeType()) {
      case NUMBER -> numeric(node);
      case STRING -> digits(node.textValue().strip());
      case OBJECT -> longObject(node);
      default -> null;
    };
  }

  private static Long numeric(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Long) node.longValue() : null;
    }
    // By way of double: a BigDecimal such as 1E+999999999 must never be expanded into its digits.
    double value = node.doubleValue();
    return Math.abs(value) < EXACT_IN_DOUBLE ? (Long) (long) value : null;
  }

  private static Long digits(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return null;
    }
    int point = text.indexOf('.');
    boolean fraction =
        point > 0 && text.chars().skip(point + 1L).allMatch(c -> c >= '0' && c <= '9');
    try {
      return Long.valueOf(fraction ? text.substring(0, point) : text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static Long longObject(JsonNode node) {
    JsonNode low = node.path("low");
    JsonNode high = node.path("high");
    return isWhole(low) && isWhole(high)
        ? (Long) ((high.longValue() << Integer.SIZE) | (low.longValue() & 0xFFFF_FFFFL))
        : null;
  }

  private static boolean isWhole(JsonNode half) {
    return half.isIntegralNumber() && half.canConvertToLong();
  }

  /**
   * A time in seconds, milliseconds or microseconds, which its magnitude tells, to the millisecond;
   * null unless it lies between 2009 and 2100.
   */
  public static Instant time(JsonNode node) {
    Long number = number(node);
    Instant time = number == null ? written(node) : ofUnit(number);
    if (time == null) {
      return null;
    }
    return time.isBefore(EARLIEST) || !time.isBefore(TOO_LATE) ? null : time;
  }

  private static Instant ofUnit(long number) {
    if (number <= 0) {
      return null;
    }
    if (number > NOT_MICROS) {
      return Instant.ofEpochMilli(number / 1_000_000);
    } else if (number > NOT_MILLIS) {
      return Instant.ofEpochMilli(number / 1_000);
    }
    return number > NOT_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
  }

  /** A text such as 2026-11-21T02:36:46-03:00; without its zone it is no time. */
  private static Instant written(JsonNode node) {
    String text = node == null || !node.isTextual() ? "" : node.textValue().strip();
    if (text.length() < SHORTEST_WRITTEN || text.length() > LONGEST_WRITTEN) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T'), WRITTEN)
          .toInstant()
          .truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException noTime) {
      return null;
    }
  }

  /** {@link #time} in whole seconds, as WhatsApp's own clock gives it. */
  public static Instant second(JsonNode node) {
    Instant time = time(node);
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The bytes in any encoding, up to 1,024; null when there are none. */
  public static byte[] bytes(JsonNode node) {
    if (node == null) {
      return null;
    }
    return switch (node.getNodeType()) {
      case STRING -> base64(node.textValue());
      case ARRAY -> elements(node, node::path);
      case OBJECT -> {
        JsonNode data = node.path("data");
        yield data.isArray()
            ? elements(data, data::path)
            : elements(node, index -> node.path(Integer.toString(index)));
      }
      default -> null;
    };
  }

  private static byte[] base64(String text) {
    if (text.isEmpty() || text.length() > 2 * MOST_BYTES) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static byte[] elements(JsonNode container, IntFunction<JsonNode> element) {
    if (container.isEmpty() || container.size() > MOST_BYTES) {
      return null;
    }
    byte[] bytes = new byte[container.size()];
    for (int i = 0; i < bytes.length; i++) {
      JsonNode one = element.apply(i);
      if (!one.isInt() || one.intValue() < Byte.MIN_VALUE || one.intValue() > 0xFF) {
        return null;
      }
      bytes[i] = (byte) one.intValue();
    }
    return bytes;
  }
}
