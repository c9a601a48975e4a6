// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import java.util.function.BooleanSupplier;

/**
 * Tells whether the input records from before the start of a partition's task are processed. Until
 * then a missing answer proves nothing: it may be in a record that is not read yet.
 */
public interface InputProgress {
  /** Every partition has caught up from the start; for tests and for printing the topology. */
  InputProgress NOTHING_BEFORE = partition -> () -> true;

  /**
   * Starts to follow a partition; called when its task starts.
   *
   * @return false until the input topics are processed up to their ends at the time of this call,
   *     true from then on; never blocks
   */
  BooleanSupplier follow(int partition);
}
