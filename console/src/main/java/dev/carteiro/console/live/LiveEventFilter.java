// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Set;

/**
 * Which events a client receives. The tenant check of the live feed is in {@link #wants} only.
 *
 * @param tenantId the tenant whose events are sent; null for all events, including those of no
 *     tenant, which only admins may have
 * @param types empty for all
 * @param instances key texts; empty for all
 */
record LiveEventFilter(String tenantId, Set<LiveEventType> types, Set<String> instances) {

  LiveEventFilter {
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
