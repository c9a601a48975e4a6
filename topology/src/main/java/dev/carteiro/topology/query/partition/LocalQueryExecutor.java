// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes queries on the partitions that this process has: single documents in the calling thread,
 * scans in a thread pool with a bounded queue, except for the share of a caller that has nothing
 * else to do.
 */
public final class LocalQueryExecutor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalQueryExecutor.class);

  /**
   * Maximum size of the stored values in one answer, in bytes, over all its partitions. The JSON
   * documents are of about the same size.
   */
  private static final long MAX_ANSWER_BYTES = 8L * 1024 * 1024;

  /** The fraction of the time left that a scan may take. The rest is for what follows it. */
  private static final double SCAN_FRACTION = 0.6;

  /** Calling threads that scan at one time; a quarter of the server's, should scans take long. */
  private static final int MAX_SCANNING_CALLERS = 8;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final PartitionDirectory partitions;
  private final int maxScan;
  private final ThreadPoolExecutor threads;
  private final Semaphore scanningCallers = new Semaphore(MAX_SCANNING_CALLERS);

  /**
   * A query as one process executes it.
   *
   * @param after by partition: the position after which to continue
   */
  public record PlannedQuery(
      QueryPlan plan, QueryTenantScope scope, Map<Integer, byte[]> after, QueryDeadline deadline) {}

  /**
   * @param maxScan maximum number of entries that one request may read in a partition
   * @param maxWaiting maximum number of partitions in the queue; further ones are answered as
   *     overloaded
   */
  public LocalQueryExecutor(PartitionDirectory partitions, int maxScan, int maxWaiting) {
    this.partitions = partitions;
    this.maxScan = maxScan;
    int count = Math.max(4, PROCESSORS);
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            new DaemonThreadFactory("query"));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Reads partitions of this process. The future never completes exceptionally.
   *
   * @param waits whether this thread may scan too, unless too many do already
   */
  public CompletableFuture<List<PartitionAnswer>> read(
      PlannedQuery work, List<PartitionQuery> queries, boolean waits) {
    if (work.plan().shape() instanceof QueryPlan.AnswerShape.SingleDocument) {
      // A few single reads take less time than handing them to another thread.
      return CompletableFuture.completedFuture(readAll(work, queries, queries.size()));
    }
    List<CompletableFuture<List<PartitionAnswer>>> reads = new ArrayList<>();
    // To hand a partition over takes longer than to read a page's share of it.
    int share = (queries.size() + PROCESSORS - 1) / PROCESSORS;
    for (int from = 0; from < queries.size(); from += share) {
      int to = Math.min(queries.size(), from + share);
      List<PartitionQuery> some = queries.subList(from, to);
      if (to == queries.size() && waits && scanningCallers.tryAcquire()) {
        try {
          reads.add(CompletableFuture.completedFuture(readAll(work, some, queries.size())));
        } finally {
          scanningCallers.release();
        }
      } else {
        reads.add(handedOver(work, some, queries.size()));
      }
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(done -> reads.stream().flatMap(read -> read.join().stream()).toList());
  }

  private CompletableFuture<List<PartitionAnswer>> handedOver(
      PlannedQuery work, List<PartitionQuery> queries, int among) {
    try {
      return CompletableFuture.supplyAsync(() -> readAll(work, queries, among), threads);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(
          queries.stream().map(query -> query.missing(MissingPartitionReason.OVERLOADED)).toList());
    }
  }

  private List<PartitionAnswer> readAll(
      PlannedQuery work, List<PartitionQuery> queries, int among) {
    return queries.stream().map(query -> read(work, query, among)).toList();
  }

  private PartitionAnswer read(PlannedQuery work, PartitionQuery query, int among) {
    QueryPlan plan = work.plan();
    if (work.deadline().isOver()) {
      return query.missing(MissingPartitionReason.DEADLINE);
    }
    PartitionAnswerCollector.PartitionReadBudget budget =
        new PartitionAnswerCollector.PartitionReadBudget(
            maxScan, MAX_ANSWER_BYTES / among, work.deadline().part(SCAN_FRACTION));
    PartitionAnswerCollector found =
        new PartitionAnswerCollector(work.scope(), query.limit(), budget);
    try {
      LocalPartitionStores stores =
          partitions.open(plan.group(), query.partition(), query.standby());
      plan.reader().read(stores, work.after().getOrDefault(query.partition(), new byte[0]), found);
      return found.answer(query.partition(), query.standby() ? stores.lag(plan.store()) : null);
    } catch (PartitionUnavailableException e) {
      return query.missing(e.reason());
    } catch (RuntimeException e) {
      LOG.error(
          "a query cannot read store={} partition={} cause={}",
          plan.store(),
          query.partition(),
          // Not the message of the exception: it may contain stored data.
          e.getClass().getName());
      LOG.debug("that was", e);
      return query.missing(MissingPartitionReason.FAILED);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
