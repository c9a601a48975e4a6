// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.view.TenantScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The connection of an instance as last reported, for looking at: an entry of {@code
 * connection-states} and the instance's binding, which lies in the same partition.
 *
 * @param tenantId of the binding; null when the instance is not bound
 * @param state Evolution's word: open, connecting, close
 * @param reason WhatsApp's code; null for none
 * @param saidAt Evolution's own time of the report: its local wall time, never a clock; null when
 *     it could not be read
 */
public record ConnectionView(
    String tenantId, InstanceKey instance, String state, Integer reason, Instant saidAt)
    implements TenantScoped {

  /** The key of an instance's entry. */
  public static byte[] key(InstanceKey instance) {
    return instance.text().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an entry. */
  public static ConnectionView decode(byte[] key, byte[] value, Optional<InstanceBinding> binding) {
    ConnectionState state = ConnectionState.decode(value);
    return new ConnectionView(
        binding.map(InstanceBinding::tenantId).orElse(null),
        InstanceKey.parse(new String(key, StandardCharsets.UTF_8)),
        state.state(),
        state.reason(),
        state.saidAt());
  }
}
