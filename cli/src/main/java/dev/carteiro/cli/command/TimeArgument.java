// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as given on the command line: RFC 3339 with an offset, or a duration from now in days,
 * hours, minutes and seconds ({@code 90s}, {@code 1h30m}, {@code 2d}).
 *
 * @param time null for a duration
 * @param distance null for an absolute time
 */
public record TimeArgument(Instant time, Duration distance, String text) {
  /** The absolute time; a duration is added to now. */
  public Instant after(Instant now) {
    return time != null ? time : now.plus(distance);
  }

  /** The absolute time; a duration is subtracted from now. */
  public Instant before(Instant now) {
    return time != null ? time : now.minus(distance);
  }

  /** Parses a time from an option's text. */
  public static final class TimeArgumentConverter implements ITypeConverter<TimeArgument> {
    @Override
    public TimeArgument convert(String text) {
      try {
        return text.matches("(?i)([0-9]+[dhms])+")
            ? new TimeArgument(null, duration(text.toUpperCase(Locale.ROOT)), text)
            : new TimeArgument(OffsetDateTime.parse(text).toInstant(), null, text);
      } catch (DateTimeException | ArithmeticException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is neither a time with an offset (2026-12-12T10:30:00-03:00) nor a"
                + " distance from now (90s, 1h30m, 2d)");
      }
    }

    private static Duration duration(String text) {
      int days = text.indexOf('D') + 1;
      String rest = text.substring(days);
      return Duration.parse("P" + text.substring(0, days) + (rest.isEmpty() ? "" : "T" + rest));
    }
  }
}
