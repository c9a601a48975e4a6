// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.store.CachedBindingStore;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Optional;

/** Connects the rules of the outbox with the stores of other stages and the outputs. */
record OutboxPortAdapter(
    CachedBindingStore bindings,
    OrderedByteStore messages,
    MessageProgressDecoder progress,
    TenantRecordLookup tenants,
    OutboxOutputCollector outputs,
    LabelledCounter counters)
    implements OutboxPort {
  /** How many decoded bindings are cached; every message needs one. */
  static final int MAX_BINDINGS = 20_000;

  @Override
  public Optional<InstanceBinding> binding(String instance) {
    return bindings.of(instance);
  }

  @Override
  public Optional<TenantRecord> tenant(String tenantId) {
    return tenants.tenant(tenantId);
  }

  @Override
  public Optional<MessageDeliveryProgress> progress(InstanceKey instance, String messageId) {
    return Optional.ofNullable(messageId)
        .map(id -> messages.get(InstanceScopedKey.of(instance.text(), id)))
        .flatMap(progress::decode);
  }

  @Override
  public void write(Topic topic, String key, Object value, String traceId) {
    outputs.write(topic, key, value, traceId);
  }

  @Override
  public void deadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId) {
    outputs.deadLetter(instance, tenantId, jobId, detail, traceId);
  }

  @Override
  public void count(String what) {
    counters.count(what);
  }
}
