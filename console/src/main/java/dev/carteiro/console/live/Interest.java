// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Set;

/**
 * What a client is to see. The tenant rule of the whole feed is {@link #wants}, and nowhere else.
 *
 * @param tenantId whose events; null for everybody's and nobody's, which only an admin may have
 * @param types empty for all
 * @param instances key texts; empty for all
 */
record Interest(String tenantId, Set<EventType> types, Set<String> instances) {

  Interest {
    types = Set.copyOf(types);
    instances = Set.copyOf(instances);
  }

  boolean wants(LiveEvent event) {
    return (tenantId == null || tenantId.equals(event.tenantId()))
        && (types.isEmpty() || types.contains(event.type()))
        && (instances.isEmpty()
            || (event.instance() != null && instances.contains(event.instance())));
  }
}
