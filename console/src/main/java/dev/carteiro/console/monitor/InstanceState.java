// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.Integration;
import java.time.Instant;

/**
 * An instance with a binding.
 *
 * @param connection Evolution's word: open, connecting, close, refused; null before the first
 *     report
 * @param connectionAt since when; null when unknown
 * @param paused whether a person stopped it from sending
 * @param integration how Evolution reaches WhatsApp; null when unknown
 */
public record InstanceState(
    String tenantId,
    InstanceKey instance,
    String connection,
    Instant connectionAt,
    boolean paused,
    Integration integration) {

  /** Whether it can send and receive. */
  public boolean isOpen() {
    return "open".equals(connection);
  }

  /** Whether its integration has a connection state. */
  public boolean connects() {
    return integration == null || integration.connects();
  }
}
