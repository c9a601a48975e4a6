// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contest;
import java.util.List;

/** One of the benches that can be asked for by name. */
interface Bench {

  /** As on the command line. */
  String name();

  /** What it compares; nothing is started yet. */
  List<Contest> contests(BenchContext context);
}
