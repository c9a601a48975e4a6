// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import dev.carteiro.cli.command.TimeArgument;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.RowFilterOptions;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that select dead letters by tenant, instance, reason and time. */
final class DeadLetterFilterOptions {
  @Mixin private RowFilterOptions rows;

  @Option(names = "--reason", paramLabel = "CODE", description = "Only with this reason.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeArgument.TimeArgumentConverter.class,
      description =
          "Only those that failed since: a time with its offset, or a duration before now (2h).")
  private TimeArgument since;

  boolean narrows() {
    return reason != null || since != null || rows.narrows();
  }

  DatabaseQuery narrow(DatabaseQuery query) {
    return rows.narrow(query)
        .where("reason = ?", reason == null ? null : reason.toUpperCase(Locale.ROOT))
        .where("failed_at >= ?", since == null ? null : since.before(Clock.systemUTC().instant()));
  }

  int limit() {
    return rows.limit();
  }
}
