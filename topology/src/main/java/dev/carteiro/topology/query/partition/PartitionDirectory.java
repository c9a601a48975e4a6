// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.KeyPartitioner;
import java.util.List;
import java.util.Optional;

/** Knows which process has which partition, and opens the partitions of this process. */
public interface PartitionDirectory {

  /** The number of partitions of the stores of a group. */
  int count(StoreSubtopology group);

  /** The partition that holds an instance. */
  default int of(InstanceKey instance) {
    return KeyPartitioner.of(instance.text(), count(StoreSubtopology.INSTANCES));
  }

  /** The partition that holds an instance; all partitions for none. */
  default List<Integer> of(Optional<InstanceKey> instance) {
    return instance
        .map(key -> List.of(of(key)))
        .orElseGet(() -> QueryPlan.all(count(StoreSubtopology.INSTANCES)));
  }

  /** The address of this process. */
  PeerAddress self();

  /** The assignment of partitions to processes, as this process knows it now. */
  ProcessPartitionAssignment placement(StoreSubtopology group);

  /**
   * Opens the stores of a partition that this process has.
   *
   * @param standby whether a standby replica will do
   * @return stores whose methods throw {@link PartitionUnavailableException} if the partition is
   *     not here, or not ready
   */
  LocalPartitionStores open(StoreSubtopology group, int partition, boolean standby);

  /** The assignment of partitions to processes. */
  interface ProcessPartitionAssignment {

    /** The process that owns a partition; empty while none does. */
    Optional<PeerAddress> owner(int partition);

    /** The processes that have a standby replica of a partition. */
    List<PeerAddress> standbys(int partition);
  }
}
