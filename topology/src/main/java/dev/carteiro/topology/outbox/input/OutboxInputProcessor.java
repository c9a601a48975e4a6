// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.input;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.parse.WebhookParseProcessor;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.StageRecord;
import dev.carteiro.topology.stage.TopologyNames;
import java.io.IOException;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads the JSON records of one of Carteiro's own topics and forwards what they say. A record that
 * cannot be read or lacks a required field becomes a dead letter.
 *
 * @param <T> type of the topic's values
 */
public final class OutboxInputProcessor<T>
    implements Processor<String, byte[], String, StageRecord> {
  private final Class<T> type;
  private final Predicate<T> complete;
  private final BiFunction<RecordOrigin, T, StageRecord> toFlow;
  private final String stage;
  private final String child;
  private ProcessorContext<String, StageRecord> context;

  /**
   * @param complete whether a value has all fields that later stages require
   * @param stage name of this node, for dead letters
   * @param child name of the node that takes what was read
   */
  public OutboxInputProcessor(
      Class<T> type,
      Predicate<T> complete,
      BiFunction<RecordOrigin, T, StageRecord> toFlow,
      String stage,
      String child) {
    this.type = type;
    this.complete = complete;
    this.toFlow = toFlow;
    this.stage = stage;
    this.child = child;
  }

  @Override
  public void init(ProcessorContext<String, StageRecord> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordOrigin origin = origin(record);
    T value;
    try {
      value = Json.read(origin.bytes(), type);
    } catch (IOException | IllegalArgumentException e) {
      reject(record, origin, "not a record of this topic");
      return;
    }
    if (value == null || !complete.test(value)) {
      reject(record, origin, "the record lacks a required field");
      return;
    }
    context.forward(
        new Record<>(record.key(), toFlow.apply(origin, value), record.timestamp()), child);
  }

  private RecordOrigin origin(Record<String, byte[]> record) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a source record has coordinates"));
    return new RecordOrigin(
        record.key(),
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        WebhookParseProcessor.texts(record.headers()),
        record.value() == null ? new byte[0] : record.value());
  }

  private void reject(Record<String, byte[]> record, RecordOrigin origin, String detail) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    context.forward(
        new Record<>(
            record.key(),
            OutputTopicRecord.deadLetter(
                origin, stage, DeadLetter.Reason.UNREADABLE_RECORD, detail, null, now),
            record.timestamp()),
        TopologyNames.ROUTE);
  }
}
