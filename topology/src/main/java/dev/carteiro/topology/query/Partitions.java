// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.Optional;

/** Knows which process has which partition, and opens the partitions of this process. */
interface Partitions {

  /** The number of partitions of the stores of a group. */
  int count(Group group);

  /** The address of this process. */
  Peer self();

  /** The assignment of partitions to processes, as this process knows it now. */
  Placement placement(Group group);

  /**
   * Opens the stores of a partition that this process has.
   *
   * @param standby whether a standby replica will do
   * @return stores whose methods throw {@link Unavailable} if the partition is not here, or not
   *     ready
   */
  PartitionStores open(Group group, int partition, boolean standby);

  /** The assignment of partitions to processes. */
  interface Placement {

    /** The process that owns a partition; empty while none does. */
    Optional<Peer> owner(int partition);

    /** The processes that have a standby replica of a partition. */
    List<Peer> standbys(int partition);
  }
}
