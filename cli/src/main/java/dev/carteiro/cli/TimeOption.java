// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import java.time.Instant;
import picocli.CommandLine.Option;

/** When a message is to be sent. */
final class TimeOption {
  @Option(
      names = "--at",
      required = true,
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      description =
          "A time with its offset (2026-12-12T10:30:00-03:00), or a distance from now (90s, 1h30m, 2d).")
  private Moment moment;

  /** As the bridge takes it. */
  String text(Instant now) {
    return moment instanceof Moment.At at ? at.time().toString() : moment.after(now).toString();
  }
}
