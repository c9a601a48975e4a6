// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache for all stores of the process, write buffers counted against it. Without it every
 * store of every task takes 50 MB of cache and up to 48 MB of write buffers of its own.
 *
 * <p>The cache lives as long as the process: stores open and close with every rebalance, and its
 * size is bounded.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** Property that carries the bytes of cache and write buffers together. */
  static final String CACHE_BYTES_CONFIG = "carteiro.rocksdb.cache.bytes";

  /** Part of the cache that write buffers may take. */
  private static final int WRITE_BUFFER_DIVISOR = 3;

  /**
   * Small, so that the partitions of all stores share the budget, and rarely written stores flush
   * in time.
   */
  private static final long MEMTABLE_BYTES = 4L * 1024 * 1024;

  /**
   * Memory is taken in pieces of this size. RocksDB's default would be half a megabyte here: a
   * hundred hardly used stores would use up the whole budget, and every write would flush one.
   */
  private static final long ARENA_BLOCK_BYTES = 32L * 1024;

  private static final Map<Long, Shared> SHARED = new ConcurrentHashMap<>();

  private record Shared(Cache cache, WriteBufferManager writeBuffers) {
    static Shared of(long bytes) {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(bytes);
      return new Shared(cache, new WriteBufferManager(bytes / WRITE_BUFFER_DIVISOR, cache));
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    long bytes = ((Number) configs.get(CACHE_BYTES_CONFIG)).longValue();
    Shared shared = SHARED.computeIfAbsent(bytes, Shared::of);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(shared.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setWriteBufferManager(shared.writeBuffers());
    options.setWriteBufferSize(MEMTABLE_BYTES);
    options.setMaxWriteBufferNumber(2);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    // The cache is the process's, not the store's.
  }
}
