// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;

/** A system that is measured: a part of this project, a limit of the machine, or a peer. */
public interface Contender extends AutoCloseable {

  /** The role of a contender in the comparison. */
  enum Kind {
    OURS,
    /** What the machine allows to a program that does nothing else. */
    LIMIT,
    /** What a user would otherwise choose. */
    PEER
  }

  /** Returns the short name for tables. */
  String name();

  Kind kind();

  /**
   * Starts it and warms it up.
   *
   * @throws Unavailable when this machine lacks something that it needs
   */
  void start() throws Unavailable;

  /** Measures it once. */
  Sample measure(Duration time);

  @Override
  void close();
}
