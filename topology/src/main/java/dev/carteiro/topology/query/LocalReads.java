// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes queries on the partitions that this process has. Scans run in a thread pool with a
 * bounded queue; a query for a single document runs in the calling thread.
 */
final class LocalReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalReads.class);

  /**
   * Maximum size of the stored values in one answer, in bytes, over all its partitions. The JSON
   * documents are of about the same size.
   */
  private static final long MAX_ANSWER_BYTES = 8L * 1024 * 1024;

  /** The fraction of the time left that a scan may take. The rest is for what follows it. */
  private static final double PART_FOR_SCANNING = 0.6;

  private final Partitions partitions;
  private final int maxScan;
  private final ThreadPoolExecutor threads;

  /**
   * A query as one process executes it.
   *
   * @param after by partition: the position after which to continue
   */
  record Work(Plan plan, Scope scope, Map<Integer, byte[]> after, Deadline deadline) {}

  /**
   * @param maxScan maximum number of entries that one request may read in a partition
   * @param maxWaiting maximum number of partitions in the queue; further ones are answered as
   *     overloaded
   */
  LocalReads(Partitions partitions, int maxScan, int maxWaiting) {
    this.partitions = partitions;
    this.maxScan = maxScan;
    int count = Math.max(4, Runtime.getRuntime().availableProcessors());
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            task -> new Thread(task, "query-" + number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Reads partitions of this process. The future never completes exceptionally. */
  CompletableFuture<List<PartitionAnswer>> read(Work work, List<Ask> asks) {
    if (work.plan().shape() instanceof Plan.Shape.One) {
      // A few single reads take less time than handing them to another thread.
      return CompletableFuture.completedFuture(
          asks.stream().map(ask -> read(work, ask, asks.size())).toList());
    }
    List<CompletableFuture<PartitionAnswer>> reads =
        asks.stream().map(ask -> handedOver(work, ask, asks.size())).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(done -> reads.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<PartitionAnswer> handedOver(Work work, Ask ask, int among) {
    try {
      return CompletableFuture.supplyAsync(() -> read(work, ask, among), threads);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(
          PartitionAnswer.missing(ask.partition(), Missing.OVERLOADED));
    }
  }

  private PartitionAnswer read(Work work, Ask ask, int among) {
    Plan plan = work.plan();
    if (work.deadline().isOver()) {
      return PartitionAnswer.missing(ask.partition(), Missing.DEADLINE);
    }
    Collector.Budget budget =
        new Collector.Budget(
            maxScan, MAX_ANSWER_BYTES / among, work.deadline().part(PART_FOR_SCANNING));
    Collector found = new Collector(work.scope(), ask.limit(), budget);
    try {
      PartitionStores stores = partitions.open(plan.group(), ask.partition(), ask.standby());
      plan.reader().read(stores, work.after().getOrDefault(ask.partition(), new byte[0]), found);
      return found.answer(ask.partition(), ask.standby() ? stores.lag(plan.store()) : null);
    } catch (Unavailable e) {
      return PartitionAnswer.missing(ask.partition(), e.why());
    } catch (RuntimeException e) {
      LOG.error(
          "a query cannot read store={} partition={} cause={}",
          plan.store(),
          ask.partition(),
          // Not the message of the exception: it may contain stored data.
          e.getClass().getName());
      LOG.debug("that was", e);
      return PartitionAnswer.missing(ask.partition(), Missing.FAILED);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
