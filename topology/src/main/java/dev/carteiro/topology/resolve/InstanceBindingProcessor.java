// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.topology.record.InstanceBindingChange;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.stage.StageProcessor;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads records of the instance topic and forwards each as a {@link InstanceBindingChange}. An
 * unreadable record becomes a dead letter, and the earlier binding stays in force.
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
    InstanceBinding binding = null;
    if (record.value() != null) {
      try {
        binding = Json.read(record.value(), InstanceBinding.class);
      } catch (IOException e) {
        reject(record, "not a binding");
        return;
      }
      if (!TenantRecord.isTenantId(binding.tenantId())) {
        reject(record, "a binding without a valid tenant");
        return;
      }
    }
    String instance = record.key();
    forward(
        instance,
        new InstanceBindingChange(
            instance, binding, InstanceBindingMerger.fields(record.headers())),
        record.timestamp());
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
