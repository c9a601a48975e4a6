// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

/** Where the newest snapshot is. */
@FunctionalInterface
public interface SnapshotSource {

  /** The newest snapshot, at most about a second old while this process is well. Never blocks. */
  Snapshot snapshot();
}
