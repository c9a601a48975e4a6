// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Processes and partitions in memory; partitions may move, fail and be copied. */
final class MemoryPartitions {
  static final String STORE = "store";

  final int count;
  final Map<Integer, NavigableMap<byte[], byte[]>> stores = new HashMap<>();
  final Map<Integer, Peer> owners = new HashMap<>();
  final Map<Integer, Peer> copies = new HashMap<>();
  final Map<Integer, Missing> failing = new HashMap<>();

  /** Partitions whose scans break off in the middle. */
  final Set<Integer> breaking = new HashSet<>();

  final AtomicInteger openCursors = new AtomicInteger();
  final AtomicInteger reads = new AtomicInteger();

  MemoryPartitions(int count) {
    this.count = count;
    for (int n = 0; n < count; n++) {
      stores.put(n, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  void put(int partition, String key, String value) {
    stores.get(partition).put(key.getBytes(), value.getBytes());
  }

  /** The partitions as a process sees them. */
  Partitions of(Peer self) {
    return new Partitions() {
      @Override
      public int count(Group group) {
        return count;
      }

      @Override
      public Peer self() {
        return self;
      }

      @Override
      public Placement placement(Group group) {
        Map<Integer, Peer> now = Map.copyOf(owners);
        return new Placement() {
          @Override
          public Optional<Peer> owner(int partition) {
            return Optional.ofNullable(now.get(partition));
          }

          @Override
          public List<Peer> standbys(int partition) {
            return Optional.ofNullable(copies.get(partition)).stream().toList();
          }
        };
      }

      @Override
      public PartitionStores open(Group group, int partition, boolean standby) {
        Map<Integer, Peer> holders = standby ? copies : owners;
        if (!self.equals(holders.get(partition))) {
          throw new Unavailable(Missing.NOT_OWNER, "not here");
        }
        if (!standby && failing.containsKey(partition)) {
          throw new Unavailable(failing.get(partition), "fails");
        }
        reads.incrementAndGet();
        return new Stores(stores.get(partition), breaking.contains(partition));
      }
    };
  }

  private final class Stores implements PartitionStores {
    private final NavigableMap<byte[], byte[]> entries;
    private final boolean breaking;

    Stores(NavigableMap<byte[], byte[]> entries, boolean breaking) {
      this.entries = entries;
      this.breaking = breaking;
    }

    @Override
    public byte[] get(String store, byte[] key) {
      return entries.get(key);
    }

    @Override
    public Cursor range(String store, byte[] from) {
      openCursors.incrementAndGet();
      Iterator<Map.Entry<byte[], byte[]>> rest = entries.tailMap(from, true).entrySet().iterator();
      return new Cursor() {
        private int seen;

        @Override
        public boolean hasNext() {
          if (breaking && seen == 2) {
            throw new Unavailable(Missing.NOT_OWNER, "it left");
          }
          return rest.hasNext();
        }

        @Override
        public Entry next() {
          seen++;
          Map.Entry<byte[], byte[]> entry = rest.next();
          return new Entry(entry.getKey(), entry.getValue());
        }

        @Override
        public void close() {
          openCursors.decrementAndGet();
        }
      };
    }

    @Override
    public long lag(String store) {
      return 7;
    }
  }
}
