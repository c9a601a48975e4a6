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
 */
public sealed interface TimeArgument {

  /** An absolute time, and the text that it was parsed from. */
  record AbsoluteTime(Instant time, String text) implements TimeArgument {
    @Override
    public Instant after(Instant now) {
      return time;
    }

    @Override
    public Instant before(Instant now) {
      return time;
    }
  }

  /** A duration from now. */
  record RelativeTime(Duration duration) implements TimeArgument {
    @Override
    public Instant after(Instant now) {
      return now.plus(duration);
    }

    @Override
    public Instant before(Instant now) {
      return now.minus(duration);
    }
  }

  /** Returns the absolute time; a duration is added to now. */
  Instant after(Instant now);

  /** Returns the absolute time; a duration is subtracted from now. */
  Instant before(Instant now);

  /** Parses a time from an option's text. */
  final class TimeArgumentConverter implements ITypeConverter<TimeArgument> {
    @Override
    public TimeArgument convert(String text) {
      try {
        return text.matches("(?i)([0-9]+[dhms])+")
            ? new RelativeTime(duration(text.toUpperCase(Locale.ROOT)))
            : new AbsoluteTime(OffsetDateTime.parse(text).toInstant(), text);
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
