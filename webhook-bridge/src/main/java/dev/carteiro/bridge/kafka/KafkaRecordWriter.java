// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.bridge.kafka.KafkaWriteException.WriteFailureCause;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the bridge's records with a Kafka producer. A write never blocks and always gets a result,
 * within the producer's delivery timeout. Results arrive on the producer's network thread, which
 * must not be blocked; {@link #write(ProducerRecord)} completes them on another executor instead.
 *
 * <p>A producer that failed fatally (fenced, out of sequence) is replaced, at most once a second.
 * Replacements are logged and counted.
 */
public final class KafkaRecordWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaRecordWriter.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);
  private static final Duration BEFORE_REPLACING = Duration.ofSeconds(1);

  /** How long a failed write makes the bridge not ready when no write follows. */
  static final Duration FAILURE_MEMORY = Duration.ofSeconds(15);

  private final Supplier<Producer<String, byte[]>> factory;
  private final List<Topic> topics;
  private final Executor results;
  private final Clock clock;
  private final Counter replaced;
  private final Map<WriteFailureCause, Counter> failures = new EnumMap<>(WriteFailureCause.class);
  private final ScheduledExecutorService maintenance;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object lock = new Object();

  /** Null until connected, during a replacement and after the close. */
  private volatile Producer<String, byte[]> producer;

  private volatile LastWriteFailure lastFailure;
  private volatile String obstacle = "not connected to Kafka";

  private record LastWriteFailure(WriteFailureCause cause, Instant at) {}

  /**
   * {@code factory} is called again after a fatal failure; {@code results} completes the futures of
   * {@link #write(ProducerRecord)}.
   */
  public KafkaRecordWriter(
      Supplier<Producer<String, byte[]>> factory,
      List<Topic> topics,
      Executor results,
      MeterRegistry metrics,
      Clock clock) {
    this.factory = factory;
    this.topics = List.copyOf(topics);
    this.results = results;
    this.clock = clock;
    this.replaced =
        Counter.builder("kafka.producer.replaced")
            .description("Producers that failed for good and were replaced.")
            .register(metrics);
    for (WriteFailureCause cause : WriteFailureCause.values()) {
      failures.put(
          cause,
          Counter.builder("kafka.produce.errors")
              .description("Records that Kafka did not acknowledge.")
              .tag("kind", cause.text())
              .register(metrics));
    }
    this.maintenance =
        Executors.newSingleThreadScheduledExecutor(new DaemonThreadFactory("bridge-producer"));
  }

  /** Creates the producer and blocks until it has its topics' metadata, or the close. */
  public void connect() {
    Producer<String, byte[]> created = factory.get();
    if (!loadMetadata(created)) {
      created.close(Duration.ZERO);
      return;
    }
    synchronized (lock) {
      if (closed.getCount() > 0) {
        producer = created;
        obstacle = "";
        return;
      }
    }
    created.close(Duration.ZERO);
  }

  /**
   * Writes a record. The future fails with {@link KafkaWriteException} only. The results executor
   * completes it, so that dependent actions may block.
   */
  public CompletableFuture<RecordMetadata> write(ProducerRecord<String, byte[]> message) {
    CompletableFuture<RecordMetadata> result = new CompletableFuture<>();
    write(message, (metadata, failure) -> complete(result, metadata, failure));
    return result;
  }

  /**
   * Writes a record. {@code result} is called once, with the metadata or the cause of a failure: on
   * the producer's thread, which must not be blocked, or on the calling thread when the producer
   * does not take the record.
   */
  public void write(
      ProducerRecord<String, byte[]> message,
      BiConsumer<RecordMetadata, WriteFailureCause> result) {
    Producer<String, byte[]> current = producer;
    if (current == null) {
      fail(null, WriteFailureCause.NOT_CONNECTED, result);
      return;
    }
    try {
      current.send(
          message,
          (metadata, failure) -> {
            if (failure == null) {
              lastFailure = null;
              result.accept(metadata, null);
            } else {
              fail(current, WriteFailureCause.of(failure), result);
            }
          });
    } catch (RuntimeException e) {
      fail(current, WriteFailureCause.of(e), result);
    }
  }

  public boolean isConnected() {
    return producer != null;
  }

  /** Why a write may fail at the moment; "" when no reason is known. */
  public String obstacle() {
    String known = obstacle;
    LastWriteFailure failure = lastFailure;
    if (!known.isEmpty()
        || failure == null
        || failure.at().plus(FAILURE_MEMORY).isBefore(clock.instant())) {
      return known;
    }
    return "the last record was not acknowledged: " + failure.cause().detail();
  }

  /** Sets why there is no connection yet, for {@link #obstacle()}. */
  public void obstacle(String reason) {
    obstacle = reason;
  }

  /** Closes the producer; records not acknowledged within {@code grace} are failed writes. */
  public void close(Duration grace) {
    Producer<String, byte[]> closing;
    synchronized (lock) {
      closed.countDown();
      closing = producer;
      producer = null;
      obstacle = "stopped";
    }
    maintenance.shutdownNow();
    if (closing != null) {
      closing.close(grace);
    }
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  private boolean loadMetadata(Producer<String, byte[]> created) {
    for (Topic topic : topics) {
      while (!hasMetadata(created, topic)) {
        if (pause()) {
          return false;
        }
      }
    }
    return closed.getCount() > 0;
  }

  private boolean hasMetadata(Producer<String, byte[]> created, Topic topic) {
    try {
      return !created.partitionsFor(topic.topicName()).isEmpty();
    } catch (KafkaException e) {
      obstacle =
          "Kafka does not describe topic %s (%s)"
              .formatted(topic.topicName(), e.getClass().getSimpleName());
      return false;
    }
  }

  /** Waits for {@link #BETWEEN_ATTEMPTS}; true when the writer was closed meanwhile. */
  private boolean pause() {
    try {
      return closed.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void fail(
      Producer<String, byte[]> failed,
      WriteFailureCause cause,
      BiConsumer<RecordMetadata, WriteFailureCause> result) {
    failures.get(cause).increment();
    lastFailure = new LastWriteFailure(cause, clock.instant());
    if (cause == WriteFailureCause.FATAL) {
      replace(failed);
    }
    result.accept(null, cause);
  }

  private void complete(
      CompletableFuture<RecordMetadata> result, RecordMetadata metadata, WriteFailureCause cause) {
    Runnable completion =
        cause == null
            ? () -> result.complete(metadata)
            : () -> result.completeExceptionally(new KafkaWriteException(cause));
    try {
      results.execute(completion);
    } catch (RejectedExecutionException serverStopped) {
      completion.run();
    }
  }

  private void replace(Producer<String, byte[]> failed) {
    synchronized (lock) {
      if (producer != failed || closed.getCount() == 0) {
        return;
      }
      producer = null;
      obstacle = "the producer failed and is being replaced";
    }
    LOG.error("producer failed for good; replacing it");
    replaceLater(failed);
  }

  private void replaceNow(Producer<String, byte[]> failed) {
    try {
      failed.close(Duration.ZERO);
      connect();
      replaced.increment();
      LOG.info("producer replaced");
    } catch (KafkaException e) {
      obstacle = "no producer can be made (" + e.getClass().getSimpleName() + ")";
      LOG.error("producer not replaced; trying again", e);
      replaceLater(failed);
    }
  }

  private void replaceLater(Producer<String, byte[]> failed) {
    synchronized (lock) {
      if (closed.getCount() > 0) {
        maintenance.schedule(
            () -> replaceNow(failed), BEFORE_REPLACING.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }
}
