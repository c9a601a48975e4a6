// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.runtime.kafka.KafkaConnectionProbe;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderStatus;
import dev.carteiro.sender.call.InFlightDispatchCounter;
import dev.carteiro.sender.call.SendResultFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims dispatches as one group member with one transactional producer. A dispatch is executed
 * only when its claim is known to be committed. When a commit's result is unknown, the session
 * ends, and the next starts at the group's committed offsets.
 */
public final class DispatchClaimSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchClaimSession.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(250);

  /** Poll timeout while partitions are paused: there may be room again soon. */
  private static final Duration FULL_POLL = Duration.ofMillis(20);

  /** How long to ask for the result of a commit; the coordinator has decided by then. */
  static final Duration COMMIT_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration CLOSE = Duration.ofSeconds(3);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final int batch;
  private final ClaimSessionContext context;
  private final PartitionTakeoverListener takeover;
  private boolean paused;

  /**
   * The collaborators of all sessions; partitions are kept for {@code handover}, in which their
   * claimed dispatches may be answered.
   */
  public record ClaimSessionContext(
      SendResultFactory results,
      ObjLongConsumer<SendDispatch> claimed,
      InFlightDispatchCounter inFlight,
      SenderStatus status,
      SenderMetrics metrics,
      Clock clock,
      Duration handover,
      BooleanSupplier closing) {}

  public DispatchClaimSession(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      int batch,
      ClaimSessionContext context) {
    this.consumer = consumer;
    this.producer = producer;
    this.batch = batch;
    this.context = context;
    this.takeover =
        new PartitionTakeoverListener(
            consumer, context.results(), () -> context.inFlight().awaitNone(context.handover()));
  }

  void join() {
    producer.initTransactions();
    consumer.subscribe(List.of(Topic.SEND_DISPATCH.topicName()), takeover);
  }

  /** One iteration: polls, claims, and passes the claimed dispatches on. */
  void step() throws ClaimFailedException {
    throttle();
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(paused ? FULL_POLL : IDLE_POLL);
    context
        .status()
        .kafka(
            KafkaConnectionProbe.isDisconnected(consumer)
                ? "no connection to Kafka; what waits there is sent when it is back"
                : null);
    Map<TopicPartition, OffsetAndMetadata> offsets = takeover.positions();
    if (polled.isEmpty() && offsets.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    DispatchClaim claim = DispatchClaim.of(polled, context.results(), context.clock().instant());
    // Before the first claim: whatever is claimed after the takeover is this sender's.
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(takeover.records(offsets.keySet()));
    records.addAll(claim.records());
    offsets.putAll(polled.nextOffsets());
    transact(records, offsets);
    takeover.announced(offsets.keySet());
    context.metrics().claim(Duration.ofNanos(System.nanoTime() - begin));
    context.metrics().dispatches("claimed", claim.dispatches().size());
    context.metrics().dispatches("expired", claim.expired());
    context.metrics().dispatches("unreadable", claim.unreadable());
    context.inFlight().enter(claim.dispatches().size());
    for (SendDispatch dispatch : claim.dispatches()) {
      context.claimed().accept(dispatch, begin);
    }
  }

  @Override
  public void close() {
    takeover.end();
    if (context.closing().getAsBoolean() && !context.inFlight().awaitNone(context.handover())) {
      LOG.info(
          "calls are under way that the next sender will take for lost until they are answered");
    }
    try {
      producer.close(CLOSE);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  /** Pauses the partitions unless a whole poll fits into what may be in flight. */
  private void throttle() {
    boolean full = !context.inFlight().fits(batch);
    if (full) {
      // Each time, because partitions that were assigned meanwhile are not paused.
      consumer.pause(consumer.assignment());
    } else if (paused) {
      consumer.resume(consumer.paused());
    }
    paused = full;
  }

  private void transact(
      List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws ClaimFailedException {
    try {
      producer.beginTransaction();
      records.forEach(producer::send);
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    } catch (KafkaException | IllegalStateException e) {
      abort();
      throw new ClaimFailedException("begin", e);
    }
    commit();
  }

  private void commit() throws ClaimFailedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException | InterruptException e) {
        // The result is unknown. The commit may be repeated, and the answer tells.
        context.metrics().claimFailed("commit-retried");
        context
            .status()
            .kafka("Kafka does not say whether a claim is committed; nothing is called");
        boolean mayRetry = System.nanoTime() - begin < COMMIT_TIMEOUT.toNanos();
        if (!mayRetry || context.closing().getAsBoolean()) {
          throw new ClaimFailedException("commit", e);
        }
        LOG.warn("a claim's commit is asked for again: {}", e.toString());
      } catch (KafkaException | IllegalStateException e) {
        abort();
        throw new ClaimFailedException("commit", e);
      }
    }
  }

  /** Aborts, so that readers need not wait; failing that, the transaction timeout does. */
  private void abort() {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("a claim could not be aborted; Kafka does it in a few seconds: {}", e.toString());
    }
  }

  /** A claim failed, or its commit is uncertain: none of its dispatches may be executed. */
  static final class ClaimFailedException extends Exception {
    private final String step;

    ClaimFailedException(String step, Throwable cause) {
      super("%s of a claim failed: %s".formatted(step, cause), cause);
      this.step = step;
    }

    String step() {
      return step;
    }
  }
}
