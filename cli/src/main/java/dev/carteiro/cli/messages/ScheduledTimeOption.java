// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.command.TimeArgument;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Option;

/** Option {@code --at}: when a message is to be sent. */
final class ScheduledTimeOption {
  @Option(
      names = "--at",
      required = true,
      paramLabel = "TIME",
      converter = TimeArgument.TimeArgumentConverter.class,
      description =
          "A time with its offset (2026-12-12T10:30:00-03:00), or a duration from now (90s, 1h30m, 2d).")
  private TimeArgument time;

  /** An absolute time as it was given, a duration as a UTC time in milliseconds. */
  String text() {
    return time.time() != null
        ? time.text()
        : time.after(Clock.systemUTC().instant()).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
