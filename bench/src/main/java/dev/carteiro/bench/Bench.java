// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Plan;
import java.time.Duration;
import java.util.List;

/** One of the benches that can be asked for by name. */
interface Bench {

  /** As on the command line. */
  String name();

  /**
   * How long it may take, all that it starts and fills included, once peers are installed. All
   * benches together have 15 minutes when it has to be quick, and 60 otherwise.
   */
  Duration budget(boolean quick);

  /**
   * What it compares; nothing is started yet. What several contests share is closed by {@link
   * BenchContext#closeAfter}.
   */
  List<Contest> contests(BenchContext context);

  /** How long it measures. */
  default Plan plan(boolean quick) {
    return quick ? Plan.ofSeconds(3, 4, 4) : Plan.ofSeconds(5, 10, 10);
  }
}
