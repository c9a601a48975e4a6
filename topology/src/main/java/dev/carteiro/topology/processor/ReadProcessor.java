// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.flow.Flow;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.Outgoing;
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
public final class ReadProcessor<T> implements Processor<String, byte[], String, Flow> {
  private final Class<T> type;
  private final Predicate<T> complete;
  private final BiFunction<Origin, T, Flow> toFlow;
  private final String stage;
  private final String child;
  private ProcessorContext<String, Flow> context;

  /**
   * @param complete whether a value has all fields that later stages require
   * @param stage name of this node, for dead letters
   * @param child name of the node that takes what was read
   */
  public ReadProcessor(
      Class<T> type,
      Predicate<T> complete,
      BiFunction<Origin, T, Flow> toFlow,
      String stage,
      String child) {
    this.type = type;
    this.complete = complete;
    this.toFlow = toFlow;
    this.stage = stage;
    this.child = child;
  }

  @Override
  public void init(ProcessorContext<String, Flow> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Origin origin = origin(record);
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

  private Origin origin(Record<String, byte[]> record) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a source record has coordinates"));
    return new Origin(
        record.key(),
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        ParseProcessor.texts(record.headers()),
        record.value() == null ? new byte[0] : record.value());
  }

  private void reject(Record<String, byte[]> record, Origin origin, String detail) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    context.forward(
        new Record<>(
            record.key(),
            Outgoing.deadLetter(
                origin, stage, DeadLetter.Reason.UNREADABLE_RECORD, detail, null, now),
            record.timestamp()),
        Nodes.ROUTE);
  }
}
