// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.util.List;
import java.util.Map;

/**
 * What the tables say. Tenants without a row of a kind are absent from its map.
 *
 * @param queue of everybody
 * @param traffic of everybody
 * @param queues by tenant
 * @param traffics by tenant
 * @param instances every number that is bound
 * @param servers Evolution servers that were called in the last 15 minutes
 * @param tenants those that exist
 * @param alerts that fire now, newest first; at most 1,000
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
   * What waits.
   *
   * @param tenantId whose; null for everybody's
   */
  public QueueNumbers queue(String tenantId) {
    return tenantId == null ? queue : queues.getOrDefault(tenantId, QueueNumbers.none());
  }

  /**
   * What came and went.
   *
   * @param tenantId whose; null for everybody's
   */
  public Traffic traffic(String tenantId) {
    return tenantId == null ? traffic : traffics.getOrDefault(tenantId, Traffic.none());
  }
}
