// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

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
public record DatabaseStatistics(
    SendQueueStatistics queue,
    MessageTrafficStatistics traffic,
    Map<String, SendQueueStatistics> queues,
    Map<String, MessageTrafficStatistics> traffics,
    List<BoundInstanceState> instances,
    List<ServerCallStatistics> servers,
    List<TenantName> tenants,
    List<FiringAlertRow> alerts) {

  public DatabaseStatistics {
    queues = Map.copyOf(queues);
    traffics = Map.copyOf(traffics);
    instances = List.copyOf(instances);
    servers = List.copyOf(servers);
    tenants = List.copyOf(tenants);
    alerts = List.copyOf(alerts);
  }

  public static DatabaseStatistics none() {
    return new DatabaseStatistics(
        SendQueueStatistics.none(),
        MessageTrafficStatistics.none(),
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
  public SendQueueStatistics queue(String tenantId) {
    return tenantId == null ? queue : queues.getOrDefault(tenantId, SendQueueStatistics.none());
  }

  /**
   * The traffic of a tenant.
   *
   * @param tenantId null for all tenants
   */
  public MessageTrafficStatistics traffic(String tenantId) {
    return tenantId == null
        ? traffic
        : traffics.getOrDefault(tenantId, MessageTrafficStatistics.none());
  }
}
