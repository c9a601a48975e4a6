// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import java.util.function.BooleanSupplier;

/**
 * Whether a partition's inputs were processed up to where they stood when a task took it up. Until
 * then nobody may conclude from silence: the answer may be in what was not read yet.
 */
public interface InputProgress {
  /** Nothing came before the start; for tests and for printing the topology. */
  InputProgress NOTHING_BEFORE = partition -> () -> true;

  /**
   * Begins to follow a partition; called when its task begins.
   *
   * @return false until the inputs were processed up to where they stood at this call, true from
   *     then on; never blocks
   */
  BooleanSupplier follow(int partition);
}
