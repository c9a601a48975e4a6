// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.OriginTrackedRecord;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The processor of a stage in one task. What it forwards goes to the stage behind it that takes
 * records of that type, so that edges are drawn in the topology alone.
 *
 * @param <I> type of the records that it takes
 */
public abstract class StageProcessor<I> implements Processor<String, I, String, Object> {
  private final TopologyStage<I> stage;
  private final List<StageTimer> timers = new ArrayList<>();
  private ProcessorContext<String, Object> context;

  protected StageProcessor(TopologyStage<I> stage) {
    this.stage = stage;
  }

  @Override
  public final void init(ProcessorContext<String, Object> context) {
    this.context = context;
    // A task that Kafka Streams revives after an abort still has what it scheduled before.
    timers.forEach(StageTimer::cancel);
    timers.clear();
    start();
  }

  /** Opens the stores and schedules timed tasks. It must not scan a store: all tasks would wait. */
  protected void start() {}

  protected final int partition() {
    return context.taskId().partition();
  }

  protected final long nowMs() {
    return context.currentSystemTimeMs();
  }

  protected final OrderedStoreAdapter store(String name) {
    return new OrderedStoreAdapter(
        context.getStateStore(name),
        new UnreadableEntryReporter(name, stage.node(), context, this::letter));
  }

  /**
   * Runs work again and again by wall-clock time, rarely while it has nothing to do.
   *
   * @param interval between two runs while there is work
   * @param work takes the time in milliseconds since the epoch, and returns from when on there is
   *     more work for it; Long.MAX_VALUE when nothing is known
   */
  protected final StageTimer every(Duration interval, LongUnaryOperator work) {
    StageTimer timer = new StageTimer(context, interval, nowMs -> paced(work, nowMs));
    timers.add(timer);
    return timer;
  }

  private long paced(LongUnaryOperator work, long nowMs) {
    long next = work.applyAsLong(nowMs);
    stage.pacer().pace(context, nowMs);
    return next;
  }

  /**
   * Deletes expired entries of a store, a few at a time.
   *
   * @param windowMs how long entries live
   * @param expired whether a value may be deleted, at a time in milliseconds since the epoch
   */
  protected final void expire(
      OrderedStoreAdapter store, long windowMs, BiPredicate<byte[], Long> expired) {
    ExpiredEntrySweeper sweeper = new ExpiredEntrySweeper(store, windowMs, expired);
    every(ExpiredEntrySweeper.TICK, sweeper::sweep);
  }

  /** Forwards a record to the stage that takes it. */
  protected final void forward(String key, Object value, long atMs) {
    context.forward(new Record<>(key, value, atMs), stage.nodeFor(value));
  }

  /** Forwards a record to the stage that takes it, under the key of its origin. */
  protected final void forward(OriginTrackedRecord value) {
    forward(value.origin().key(), value, nowMs());
  }

  /** Writes a record to a topic. */
  protected final void write(Topic topic, Record<String, Object> record) {
    stage.pacer().wrote();
    context.forward(record, stage.nodeFor(topic));
  }

  /** Writes a dead letter; by default the route stage does it. */
  protected void letter(OutputTopicRecord letter) {
    forward(letter);
  }

  /**
   * Refuses a record: it becomes a dead letter.
   *
   * @param event Evolution's event name; null when it is not known
   */
  protected final void refuse(
      OriginTrackedRecord cause, DeadLetter.Reason reason, String detail, String event) {
    letter(deadLetter(cause, reason, detail, event));
  }

  protected final OutputTopicRecord deadLetter(
      OriginTrackedRecord cause, DeadLetter.Reason reason, String detail, String event) {
    return OutputTopicRecord.deadLetter(
        cause, stage.node(), reason, detail, event, Instant.ofEpochMilli(nowMs()));
  }

  /** The origin of the present input record. */
  protected final RecordOrigin origin(Record<String, byte[]> record) {
    Map<String, String> texts = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return origin(record.key(), record.timestamp(), Map.copyOf(texts), record.value());
  }

  /** The origin of the present input record, with these headers. */
  protected final RecordOrigin origin(
      String key, long atMs, Map<String, String> headers, byte[] value) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("an input record has coordinates"));
    return new RecordOrigin(
        key,
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(atMs),
        headers,
        value == null ? new byte[0] : value);
  }
}
