// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that select dead letters by tenant, instance, reason and time. */
final class DeadLetterFilter {
  @Mixin private ListOptions list;

  @Option(names = "--reason", paramLabel = "CODE", description = "Only with this reason.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      description =
          "Only those that failed since: a time with its offset, or 2h for the last two hours.")
  private Moment since;

  /** Whether a tenant, an instance, a reason or a time is given. */
  boolean narrows() {
    return reason != null || since != null || list.narrows();
  }

  Question narrow(Question question, Instant now) {
    return list.narrow(question)
        .where("reason = ?", reason == null ? null : reason.toUpperCase(Locale.ROOT))
        .where("failed_at >= ?", since == null ? null : since.before(now));
  }

  int limit() {
    return list.limit();
  }
}
