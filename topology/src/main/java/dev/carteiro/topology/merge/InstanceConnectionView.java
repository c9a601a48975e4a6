// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.store.StoreEntryView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The connection of an instance as last reported: a readable entry of {@code connection-states},
 * with the tenant of the binding from the same partition.
 *
 * @param tenantId of the binding; null if the instance is not bound
 * @param state as last reported: {@code open}, {@code connecting}, {@code close}, or one that
 *     {@link dev.carteiro.contract.event.InstanceStatusEvent} names
 * @param reason code of WhatsApp; null for none
 * @param saidAt Evolution's time of the report, which is its local wall time; null if it could not
 *     be read
 */
public record InstanceConnectionView(
    String tenantId, InstanceKey instance, String state, Integer reason, Instant saidAt)
    implements StoreEntryView {

  public static InstanceConnectionView decode(
      byte[] key, byte[] value, Optional<InstanceBinding> binding) {
    InstanceConnectionState state = InstanceConnectionState.decode(value);
    return new InstanceConnectionView(
        binding.map(InstanceBinding::tenantId).orElse(null),
        InstanceKey.parse(new String(key, StandardCharsets.UTF_8)),
        state.state(),
        state.reason(),
        state.saidAt());
  }
}
