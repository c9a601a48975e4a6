// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PartitionUnavailableException;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** Processes and partitions in memory; partitions may move, fail and be copied. */
final class MemoryPartitionCluster {
  static final String STORE = "store";

  final int count;
  final Map<Integer, NavigableMap<byte[], byte[]>> stores = new HashMap<>();
  final Map<Integer, PeerAddress> owners = new HashMap<>();
  final Map<Integer, PeerAddress> copies = new HashMap<>();
  final Map<Integer, MissingPartitionReason> failing = new HashMap<>();

  /** Partitions whose scans break off in the middle. */
  final Set<Integer> breaking = new HashSet<>();

  final AtomicInteger openCursors = new AtomicInteger();
  final AtomicInteger reads = new AtomicInteger();

  MemoryPartitionCluster(int count) {
    this.count = count;
    for (int n = 0; n < count; n++) {
      stores.put(n, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  void put(int partition, String key, String value) {
    stores
        .get(partition)
        .put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** The partitions as a process sees them. */
  PartitionDirectory of(PeerAddress self) {
    return new PartitionDirectory() {
      @Override
      public int count(StoreSubtopology group) {
        return count;
      }

      @Override
      public PeerAddress self() {
        return self;
      }

      @Override
      public ProcessPartitionAssignment placement(StoreSubtopology group) {
        Map<Integer, PeerAddress> now = Map.copyOf(owners);
        return new ProcessPartitionAssignment() {
          @Override
          public Optional<PeerAddress> owner(int partition) {
            return Optional.ofNullable(now.get(partition));
          }

          @Override
          public List<PeerAddress> standbys(int partition) {
            return Optional.ofNullable(copies.get(partition)).stream().toList();
          }
        };
      }

      @Override
      public LocalPartitionStores open(StoreSubtopology group, int partition, boolean standby) {
        Map<Integer, PeerAddress> holders = standby ? copies : owners;
        if (!self.equals(holders.get(partition))) {
          throw new PartitionUnavailableException(MissingPartitionReason.NOT_OWNER, "not here");
        }
        if (!standby && failing.containsKey(partition)) {
          throw new PartitionUnavailableException(failing.get(partition), "fails");
        }
        reads.incrementAndGet();
        return new MemoryPartitionStores(stores.get(partition), breaking.contains(partition));
      }
    };
  }

  private final class MemoryPartitionStores implements LocalPartitionStores {
    private final NavigableMap<byte[], byte[]> entries;
    private final boolean breaking;

    MemoryPartitionStores(NavigableMap<byte[], byte[]> entries, boolean breaking) {
      this.entries = entries;
      this.breaking = breaking;
    }

    @Override
    public byte[] get(String store, byte[] key) {
      return entries.get(key);
    }

    @Override
    public boolean scan(String store, byte[] from, BiPredicate<byte[], byte[]> visitor) {
      openCursors.incrementAndGet();
      try {
        int seen = 0;
        for (Map.Entry<byte[], byte[]> entry : entries.tailMap(from, true).entrySet()) {
          if (breaking && seen++ == 2) {
            throw new PartitionUnavailableException(MissingPartitionReason.NOT_OWNER, "it left");
          }
          if (!visitor.test(entry.getKey(), entry.getValue())) {
            return false;
          }
        }
        return true;
      } finally {
        openCursors.decrementAndGet();
      }
    }

    @Override
    public long lag(String store) {
      return 7;
    }
  }
}
