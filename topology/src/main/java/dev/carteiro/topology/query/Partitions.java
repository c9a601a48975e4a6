// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.Optional;

/** Which process has which partition, and what this one has. */
interface Partitions {

  /** How many partitions the stores of a group have. */
  int count(Group group);

  /** This process. */
  Peer self();

  /** Who has what, as this process knows it now. */
  Placement placement(Group group);

  /**
   * The stores of a partition that this process has.
   *
   * @param standby whether a copy that follows its owner will do
   * @return each access to it throws {@link Unavailable} when the partition is not here, or not
   *     ready
   */
  PartitionStores open(Group group, int partition, boolean standby);

  /** Who has what. */
  interface Placement {

    /** The process that has a partition; empty while nobody has it. */
    Optional<Peer> owner(int partition);

    /** Processes that have a copy of a partition. */
    List<Peer> standbys(int partition);
  }
}
