// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;

/** One who is measured: this project, the machine's limit, or a peer. */
public interface Contender extends AutoCloseable {

  /** What it is to the comparison. */
  enum Kind {
    OURS,
    /** What the machine gives to a program that does nothing else. */
    LIMIT,
    /** What a user would otherwise pick. */
    PEER
  }

  /** Short, as it stands in tables. */
  String name();

  Kind kind();

  /**
   * Brings it up and warms it.
   *
   * @throws Unavailable when this machine lacks something that it needs
   */
  void start() throws Unavailable;

  /** Measures it once. */
  Sample measure(Duration time);

  @Override
  void close();
}
