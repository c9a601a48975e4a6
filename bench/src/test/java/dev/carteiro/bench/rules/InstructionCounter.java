// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

/** Where counted code counts. For one thread. */
public final class InstructionCounter {
  private static long ours;
  private static long libraries;

  private InstructionCounter() {}

  /** Called by counted code of this project at the begin of each block. */
  public static void ours(int instructions) {
    ours += instructions;
  }

  /** Called by counted code of a library at the begin of each block. */
  public static void libraries(int instructions) {
    libraries += instructions;
  }

  static long ours() {
    return ours;
  }

  static long libraries() {
    return libraries;
  }
}
