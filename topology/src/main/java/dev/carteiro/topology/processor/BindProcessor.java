// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.BindingMerge;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.flow.BindingChange;
import dev.carteiro.topology.flow.Flow;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.OutboxInput;
import dev.carteiro.topology.flow.Outgoing;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads records of the instance topic and forwards each as a {@link BindingChange}. An unreadable
 * record becomes a dead letter, and the earlier binding stays in force.
 */
public final class BindProcessor implements Processor<String, byte[], String, Flow> {
  private ProcessorContext<String, Flow> context;

  @Override
  public void init(ProcessorContext<String, Flow> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.key() == null) {
      reject(record, "a binding without a key");
      return;
    }
    if (record.value() == null) {
      forward(record, new BindingChange(record.key(), null, BindingMerge.fields(record.headers())));
      return;
    }
    try {
      InstanceBinding binding = Json.read(record.value(), InstanceBinding.class);
      if (!TenantRecord.isTenantId(binding.tenantId())) {
        reject(record, "a binding without a valid tenant");
      } else {
        forward(
            record,
            new BindingChange(record.key(), binding, BindingMerge.fields(record.headers())));
      }
    } catch (IOException e) {
      reject(record, "not a binding");
    }
  }

  private void forward(Record<String, byte[]> record, BindingChange change) {
    context.forward(
        new Record<String, Flow>(record.key(), change, record.timestamp()), Nodes.RESOLVE);
    // After the resolve stage, which stores the binding.
    context.forward(
        new Record<String, Flow>(
            record.key(), new OutboxInput.Rebound(record.key()), record.timestamp()),
        Nodes.OUTBOX);
  }

  private void reject(Record<String, byte[]> record, String detail) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a binding always has coordinates"));
    Origin origin =
        new Origin(
            record.key(),
            metadata.topic(),
            metadata.partition(),
            metadata.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            Map.of(),
            record.value() == null ? new byte[0] : record.value());
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    context.forward(
        new Record<String, Flow>(
            record.key(),
            Outgoing.deadLetter(
                origin, Nodes.BIND, DeadLetter.Reason.UNREADABLE_RECORD, detail, null, now),
            record.timestamp()),
        Nodes.ROUTE);
  }
}
