// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.input;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.StageProcessor;
import java.io.IOException;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads records and forwards what they say. A record that cannot be read or lacks a required field
 * becomes a dead letter.
 *
 * @param <T> type of the topic's values
 */
final class OutboxInputProcessor<T> extends StageProcessor<byte[]> {
  private final OutboxInputStage<T> stage;

  OutboxInputProcessor(OutboxInputStage<T> stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordOrigin origin = origin(record);
    T value;
    try {
      value = Json.read(origin.bytes(), stage.type);
    } catch (IOException | IllegalArgumentException e) {
      reject(record, origin, "not a record of this topic");
      return;
    }
    if (value == null || !stage.isComplete.test(value)) {
      reject(record, origin, "the record lacks a required field");
      return;
    }
    forward(record.key(), stage.toInput.apply(origin, value), record.timestamp());
  }

  private void reject(Record<String, byte[]> record, RecordOrigin origin, String detail) {
    forward(
        record.key(),
        deadLetter(origin, DeadLetter.Reason.UNREADABLE_RECORD, detail, null),
        record.timestamp());
  }
}
