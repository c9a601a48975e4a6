// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import dev.carteiro.bench.harness.BenchmarkProgram;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A limit for the timers: RocksDB alone, without its log, with keys like those of the timers (8 B
 * due time, 1 B kind, an id). Arguments: directory, number of keys, {@code look} or {@code scan},
 * seconds. Prints {@link #MEASURED} with the number of looks, or of keys read, and the seconds.
 */
public final class RocksDbTimerReader {
  public static final String MEASURED = "MEASURED ";

  private static final int BATCH = 1_000;
  private static final byte[] PRESENT = {1};

  private RocksDbTimerReader() {}

  public static void main(String... arguments) throws RocksDBException, InterruptedException {
    int keys = Integer.parseInt(arguments[1]);
    double seconds = Double.parseDouble(arguments[3]);
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, arguments[0])) {
      long first = System.currentTimeMillis() + 30L * 24 * 60 * 60 * 1_000;
      fill(db, first, keys);
      System.out.println(BenchmarkProgram.READY);
      boolean looks = arguments[2].equals("look");
      run(db, first, looks, 1);
      long begin = System.nanoTime();
      long count = run(db, first, looks, seconds);
      System.out.println(MEASURED + count + " " + (System.nanoTime() - begin) / 1e9);
      Thread.currentThread().join();
    }
  }

  private static void fill(RocksDB db, long first, int keys) throws RocksDBException {
    try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
        WriteBatch batch = new WriteBatch()) {
      for (int n = 0; n < keys; n++) {
        batch.put(key(first + n, "s7-" + UUID.randomUUID().toString().replace("-", "")), PRESENT);
        if (batch.count() == BATCH || n == keys - 1) {
          db.write(unlogged, batch);
          batch.clear();
        }
      }
    }
  }

  private static long run(RocksDB db, long first, boolean looks, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long count = 0;
    while (System.nanoTime() < end) {
      count += looks ? look(db, first) : scan(db);
    }
    return count;
  }

  /** Looks for due timers when none is due: it finds one key, of the future. */
  private static long look(RocksDB db, long first) {
    try (RocksIterator keys = db.newIterator()) {
      keys.seek(ByteBuffer.allocate(Long.BYTES).putLong(first - 1).array());
      return keys.isValid() && ByteBuffer.wrap(keys.key()).getLong() >= first ? 1 : 0;
    }
  }

  private static long scan(RocksDB db) {
    long count = 0;
    try (RocksIterator keys = db.newIterator()) {
      for (keys.seekToFirst(); keys.isValid(); keys.next()) {
        if (keys.key().length > 0) {
          count++;
        }
      }
    }
    return count;
  }

  private static byte[] key(long due, String id) {
    byte[] text = id.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(Long.BYTES + 1 + text.length)
        .putLong(due)
        .put((byte) 0)
        .put(text)
        .array();
  }
}
