// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Set;

/**
 * Which events a client receives: the live feed's only tenant check. Empty sets mean all.
 *
 * @param tenantId null for all events, including those of no tenant, for admins only
 * @param instances key texts
 */
record LiveEventFilter(String tenantId, Set<LiveEventType> types, Set<String> instances) {

  boolean wants(LiveEvent event) {
    return (tenantId == null || tenantId.equals(event.tenantId()))
        && (types.isEmpty() || types.contains(event.type()))
        && (instances.isEmpty()
            || (event.instance() != null && instances.contains(event.instance())));
  }
}
