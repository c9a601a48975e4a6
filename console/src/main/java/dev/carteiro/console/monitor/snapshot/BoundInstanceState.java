// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import java.time.Instant;

/**
 * An instance with a binding.
 *
 * @param connection open, connecting, close or refused; null before the first report
 * @param connectionAt null when unknown
 * @param paused whether a person stopped it from sending
 * @param integration null when unknown
 */
public record BoundInstanceState(
    String tenantId,
    InstanceKey instance,
    String connection,
    Instant connectionAt,
    boolean paused,
    WhatsAppIntegration integration) {

  public boolean isOpen() {
    return "open".equals(connection);
  }

  /** Whether its integration has a connection state. */
  public boolean connects() {
    return integration == null || integration.connects();
  }
}
