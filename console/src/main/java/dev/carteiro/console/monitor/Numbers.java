// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.util.List;
import java.util.Map;

/**
 * Counts from PostgreSQL, in total and by tenant. A tenant without rows of a kind is absent from
 * its map.
 *
 * @param queue jobs of all tenants
 * @param traffic traffic of all tenants
 * @param queues jobs by tenant
 * @param traffics traffic by tenant
 * @param instances all instances with a binding
 * @param servers Evolution servers that were called in the last 15 minutes
 * @param tenants tenants that are not deleted
 * @param alerts alerts that fire now, newest first; at most 1,000
 */
public record Numbers(
    QueueNumbers queue,
    Traffic traffic,
    Map<String, QueueNumbers> queues,
    Map<String, Traffic> traffics,
    List<InstanceState> instances,
    List<ServerNumbers> servers,
    List<Tenant> tenants,
    List<FiringAlert> alerts) {

  public Numbers {
    queues = Map.copyOf(queues);
    traffics = Map.copyOf(traffics);
    instances = List.copyOf(instances);
    servers = List.copyOf(servers);
    tenants = List.copyOf(tenants);
    alerts = List.copyOf(alerts);
  }

  static Numbers none() {
    return new Numbers(
        QueueNumbers.none(),
        Traffic.none(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * The jobs of a tenant.
   *
   * @param tenantId null for all tenants
   */
  public QueueNumbers queue(String tenantId) {
    return tenantId == null ? queue : queues.getOrDefault(tenantId, QueueNumbers.none());
  }

  /**
   * The traffic of a tenant.
   *
   * @param tenantId null for all tenants
   */
  public Traffic traffic(String tenantId) {
    return tenantId == null ? traffic : traffics.getOrDefault(tenantId, Traffic.none());
  }
}
