// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.topology.record.InstanceBindingChange;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.StageRecord;
import dev.carteiro.topology.stage.TopologyNames;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads records of the instance topic and forwards each as a {@link InstanceBindingChange}. An
 * unreadable record becomes a dead letter, and the earlier binding stays in force.
 */
public final class InstanceBindingProcessor
    implements Processor<String, byte[], String, StageRecord> {
  private ProcessorContext<String, StageRecord> context;

  @Override
  public void init(ProcessorContext<String, StageRecord> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.key() == null) {
      reject(record, "a binding without a key");
      return;
    }
    if (record.value() == null) {
      forward(
          record,
          new InstanceBindingChange(
              record.key(), null, InstanceBindingMerger.fields(record.headers())));
      return;
    }
    try {
      InstanceBinding binding = Json.read(record.value(), InstanceBinding.class);
      if (!TenantRecord.isTenantId(binding.tenantId())) {
        reject(record, "a binding without a valid tenant");
      } else {
        forward(
            record,
            new InstanceBindingChange(
                record.key(), binding, InstanceBindingMerger.fields(record.headers())));
      }
    } catch (IOException e) {
      reject(record, "not a binding");
    }
  }

  private void forward(Record<String, byte[]> record, InstanceBindingChange change) {
    context.forward(
        new Record<String, StageRecord>(record.key(), change, record.timestamp()),
        TopologyNames.RESOLVE);
    // After the resolve stage, which stores the binding.
    context.forward(
        new Record<String, StageRecord>(
            record.key(),
            new OutboxStageInput.BindingChangeInput(record.key()),
            record.timestamp()),
        TopologyNames.OUTBOX);
  }

  private void reject(Record<String, byte[]> record, String detail) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a binding always has coordinates"));
    RecordOrigin origin =
        new RecordOrigin(
            record.key(),
            metadata.topic(),
            metadata.partition(),
            metadata.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            Map.of(),
            record.value() == null ? new byte[0] : record.value());
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    context.forward(
        new Record<String, StageRecord>(
            record.key(),
            OutputTopicRecord.deadLetter(
                origin, TopologyNames.BIND, DeadLetter.Reason.UNREADABLE_RECORD, detail, null, now),
            record.timestamp()),
        TopologyNames.ROUTE);
  }
}
