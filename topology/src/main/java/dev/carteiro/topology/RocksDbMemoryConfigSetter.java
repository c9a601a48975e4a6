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
 * Bounds the memory of RocksDB: all stores of the process share one block cache, and write buffers
 * count against it. By default every store of every task takes 50 MB of cache and up to 48 MB of
 * write buffers.
 *
 * <p>The cache lives as long as the process, because stores open and close with every rebalance.
 */
public final class RocksDbMemoryConfigSetter implements RocksDBConfigSetter {
  /** Property with the size of the cache in bytes, write buffers included. */
  static final String CACHE_BYTES_CONFIG = "carteiro.rocksdb.cache.bytes";

  /** All write buffers together take at most the size of the cache divided by this. */
  private static final int WRITE_BUFFER_DIVISOR = 3;

  /**
   * Size of a write buffer. It is small, so that the stores of all partitions fit the budget and
   * rarely written stores are flushed in time.
   */
  private static final long MEMTABLE_BYTES = 4L * 1024 * 1024;

  /**
   * Write buffers allocate memory in blocks of this size. With RocksDB's default, half a megabyte
   * here, a hundred hardly used stores would use up the whole budget, and every write would flush
   * one.
   */
  private static final long ARENA_BLOCK_BYTES = 32L * 1024;

  private static final Map<Long, SharedBlockCache> SHARED = new ConcurrentHashMap<>();

  private record SharedBlockCache(Cache cache, WriteBufferManager writeBuffers) {
    static SharedBlockCache of(long bytes) {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(bytes);
      return new SharedBlockCache(
          cache, new WriteBufferManager(bytes / WRITE_BUFFER_DIVISOR, cache));
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    long bytes = ((Number) configs.get(CACHE_BYTES_CONFIG)).longValue();
    SharedBlockCache shared = SHARED.computeIfAbsent(bytes, SharedBlockCache::of);
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
    // The cache belongs to the process, not to the store.
  }
}
