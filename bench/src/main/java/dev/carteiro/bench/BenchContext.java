// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a bench is given.
 *
 * @param quick whether a rough figure soon is wanted rather than a good one late
 * @param work a directory for data and logs of this run; empty at the beginning
 * @param root the project's root, where {@code bench/peers} is
 */
record BenchContext(boolean quick, Path work, Path root, AtomicInteger numbers) {

  BenchContext(boolean quick, Path work, Path root) {
    this(quick, work, root, new AtomicInteger());
  }

  /** A directory or file of this run that nobody else has. */
  Path fresh(String name) {
    return work.resolve(numbers.incrementAndGet() + "-" + name);
  }
}
