// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;

/** A system that is measured: a part of this project, a limit of the machine, or a peer. */
public interface BenchmarkContender extends AutoCloseable {

  /** The role of a contender in the comparison. */
  enum ContenderKind {
    OURS,
    /** What the machine allows to a program that does nothing else. */
    LIMIT,
    /** What a user would otherwise choose. */
    PEER
  }

  /** Returns the short name for tables. */
  String name();

  ContenderKind kind();

  /**
   * Starts it and warms it up.
   *
   * @throws ContenderUnavailableException when this machine lacks something that it needs
   */
  void start() throws ContenderUnavailableException;

  /** Measures it once. */
  MeasurementSample measure(Duration time);

  @Override
  void close();
}
