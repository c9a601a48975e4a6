// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.load.ClosedLoopGenerator;
import dev.carteiro.bench.load.NumberedMessageFactory;
import dev.carteiro.bench.rules.HotRuleCatalog;
import dev.carteiro.topology.merge.MessageStateView;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A limit for the queries: reads merged messages from RocksDB and decodes them in one process,
 * without API keys or HTTP. Arguments: directory, messages, instances, {@code key} or {@code page},
 * threads, seconds. Prints {@link #BEGIN}, then {@link #END} with reads per second, p50 and p99 in
 * ms.
 */
public final class MessageStoreReader {
  public static final String BEGIN = "MEASURING";
  public static final String END = "MEASURED ";

  private static final int PAGE = 100;
  private static final int BATCH = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private final RocksDB db;
  private final NumberedMessageFactory names;
  private final int messages;

  private MessageStoreReader(RocksDB db, NumberedMessageFactory names, int messages) {
    this.db = db;
    this.names = names;
    this.messages = messages;
  }

  public static void main(String... arguments) throws RocksDBException, InterruptedException {
    int messages = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[4]);
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, arguments[0])) {
      NumberedMessageFactory names = new NumberedMessageFactory(Integer.parseInt(arguments[2]));
      MessageStoreReader reader = new MessageStoreReader(db, names, messages);
      reader.fill();
      ClosedLoopGenerator.ClosedLoopClient client =
          arguments[3].equals("key") ? reader::key : reader::page;
      ClosedLoopGenerator.run(Collections.nCopies(threads, client), WARM_UP);
      System.out.println(BEGIN);
      ClosedLoopGenerator.ClosedLoopResult outcome =
          ClosedLoopGenerator.run(
              Collections.nCopies(threads, client),
              Duration.ofSeconds(Long.parseLong(arguments[5])));
      System.out.println(
          END + outcome.perSecond() + " " + outcome.millis(50) + " " + outcome.millis(99));
      System.out.println(BenchmarkProgram.READY);
      Thread.currentThread().join();
    }
  }

  private void fill() throws RocksDBException {
    byte[] message = (byte[]) HotRuleCatalog.byName().get("state.encode").get();
    try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
        WriteBatch batch = new WriteBatch()) {
      for (int n = 0; n < messages; n++) {
        batch.put(name(n), message);
        if (batch.count() == BATCH || n == messages - 1) {
          db.write(unlogged, batch);
          batch.clear();
        }
      }
    }
  }

  private byte[] name(int number) {
    return MessageStateView.key(names.instance(number), names.id(number));
  }

  private byte[] any() {
    return name(ThreadLocalRandom.current().nextInt(messages));
  }

  private void key() throws RocksDBException {
    byte[] key = any();
    MessageStateView.decode(key, db.get(key));
  }

  private void page() {
    try (RocksIterator entries = db.newIterator()) {
      entries.seek(any());
      for (int n = 0; n < PAGE && entries.isValid(); n++, entries.next()) {
        MessageStateView.decode(entries.key(), entries.value());
      }
    }
  }
}
