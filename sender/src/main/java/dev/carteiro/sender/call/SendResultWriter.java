// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.runtime.lifecycle.MonitorWait;
import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.sender.SenderMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results and alerts, and retries until Kafka has them. The dispatches in flight bound the
 * queue. A record may be written twice; readers identify a result by its dispatch.
 */
public final class SendResultWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SendResultWriter.class);
  private static final Duration LATE = Duration.ofSeconds(15);

  private record UnwrittenRecord(
      long id, ProducerRecord<byte[], byte[]> record, Instant since, Runnable written) {}

  private final Producer<byte[], byte[]> producer;
  private final SenderMetrics metrics;
  private final Clock clock;

  /** One thread: it alone may block on Kafka's metadata, and it keeps the order of records. */
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("sender-results"));

  private final Map<Long, UnwrittenRecord> unwritten = new LinkedHashMap<>();
  private long lastId;

  public SendResultWriter(Producer<byte[], byte[]> producer, SenderMetrics metrics, Clock clock) {
    this.producer = producer;
    this.metrics = metrics;
    this.clock = clock;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    metrics.unwritten(this::size);
  }

  /** Writes a record; never blocks. {@code written} runs when Kafka has acknowledged it. */
  public void write(ProducerRecord<byte[], byte[]> record, Runnable written) {
    UnwrittenRecord pending;
    synchronized (unwritten) {
      pending = new UnwrittenRecord(++lastId, record, clock.instant(), written);
      unwritten.put(pending.id(), pending);
    }
    attempt(pending, 0);
  }

  /** Returns why results are not written, when the oldest has waited for 15 s; else null. */
  public String problem() {
    synchronized (unwritten) {
      if (unwritten.isEmpty()) {
        return null;
      }
      Instant oldest = unwritten.values().iterator().next().since();
      return Duration.between(oldest, clock.instant()).compareTo(LATE) < 0
          ? null
          : "Kafka does not take results: %d wait, since %s".formatted(unwritten.size(), oldest);
    }
  }

  /** Waits until all records are written; returns false on a timeout. */
  public boolean flush(Duration limit) {
    return MonitorWait.until(unwritten, limit, unwritten::isEmpty);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    int lost = size();
    if (lost > 0) {
      LOG.error(
          "ended with results that Kafka did not take; their attempts end as uncertain count={}",
          lost);
    }
    producer.close(Duration.ofSeconds(1));
  }

  private void attempt(UnwrittenRecord pending, int failures) {
    long delay = RetryBackoff.delay(failures).toMillis();
    try {
      thread.schedule(() -> send(pending, failures), delay, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed with a record unwritten topic={}", pending.record().topic());
    }
  }

  private void send(UnwrittenRecord pending, int failures) {
    try {
      producer.send(
          pending.record(),
          (metadata, problem) -> {
            if (problem == null) {
              done(pending);
            } else {
              again(pending, failures, problem);
            }
          });
    } catch (KafkaException | IllegalStateException problem) {
      again(pending, failures, problem);
    }
  }

  private void again(UnwrittenRecord pending, int failures, Exception problem) {
    metrics.rewrite();
    if (failures == 0) {
      LOG.warn(
          "Kafka did not take a record, it is sent until Kafka does topic={}: {}",
          pending.record().topic(),
          problem.toString());
    }
    attempt(pending, failures + 1);
  }

  private void done(UnwrittenRecord pending) {
    synchronized (unwritten) {
      unwritten.remove(pending.id());
      unwritten.notifyAll();
    }
    pending.written().run();
  }

  private int size() {
    synchronized (unwritten) {
      return unwritten.size();
    }
  }
}
