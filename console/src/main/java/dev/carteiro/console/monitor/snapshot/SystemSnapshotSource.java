// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

/** Provides the newest snapshot. */
@FunctionalInterface
public interface SystemSnapshotSource {

  /**
   * The newest snapshot; about a second old at most while this process is healthy. Never blocks.
   */
  SystemSnapshot snapshot();
}
