// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.ResolveStageInput;
import dev.carteiro.topology.stage.StageProcessor;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads records of the instance topic and forwards what they change. An unreadable record becomes a
 * dead letter, and the earlier binding stays in force.
 */
final class InstanceBindingProcessor extends StageProcessor<byte[]> {
  InstanceBindingProcessor(BindStage stage) {
    super(stage);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.key() == null) {
      reject(record, "a binding without a key");
      return;
    }
    if (record.value() == null) {
      pass(record, null);
      return;
    }
    try {
      InstanceBinding binding = Json.read(record.value(), InstanceBinding.class);
      if (TenantRecord.isTenantId(binding.tenantId())) {
        pass(record, binding);
      } else {
        reject(record, "a binding without a valid tenant");
      }
    } catch (IOException e) {
      reject(record, "not a binding");
    }
  }

  private void pass(Record<String, byte[]> record, InstanceBinding binding) {
    String instance = record.key();
    Optional<Set<String>> fields = InstanceBindingMerger.fields(record.headers());
    ResolveStageInput change = resolve -> resolve.binding(instance, binding, fields);
    forward(instance, change, record.timestamp());
    // After the resolve stage, which stores the binding.
    OutboxStageInput changed = outbox -> outbox.binding(instance);
    forward(instance, changed, record.timestamp());
  }

  private void reject(Record<String, byte[]> record, String detail) {
    forward(
        record.key(),
        deadLetter(
            origin(record.key(), record.timestamp(), Map.of(), record.value()),
            DeadLetter.Reason.UNREADABLE_RECORD,
            detail,
            null),
        record.timestamp());
  }
}
