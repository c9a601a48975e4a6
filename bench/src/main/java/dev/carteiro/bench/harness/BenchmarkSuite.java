// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;
import java.util.List;

/** A benchmark that can be chosen by its name on the command line. */
public interface BenchmarkSuite {

  /** Returns the name, as on the command line. */
  String name();

  /**
   * Returns how long it may take, including all that it starts and fills, once the peers are
   * installed. All benchmarks together have 15 minutes with {@code --quick}, and 60 without.
   */
  Duration budget(boolean quick);

  /**
   * Returns its contests and starts nothing yet. Resources that several contests share are
   * registered with {@link BenchmarkRunContext#closeAfter}.
   */
  List<BenchmarkContest> contests(BenchmarkRunContext context);

  /** Returns how often and how long it measures. */
  default MeasurementPlan plan(boolean quick) {
    return quick ? MeasurementPlan.ofSeconds(3, 4, 4) : MeasurementPlan.ofSeconds(5, 10, 10);
  }
}
