// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.util.List;
import java.util.Map;

/**
 * Counts from PostgreSQL.
 *
 * @param queues jobs by tenant, and of all tenants under {@link #ALL}
 * @param traffics likewise
 * @param servers Evolution servers that were called in the last 15 minutes
 * @param tenants those that are not deleted
 * @param alerts alerts that fire now, newest first; at most 1,000
 */
public record DatabaseStatistics(
    Map<String, SendQueueStatistics> queues,
    Map<String, MessageTrafficStatistics> traffics,
    List<BoundInstanceState> instances,
    List<ServerCallStatistics> servers,
    List<TenantName> tenants,
    List<FiringAlertRow> alerts) {

  /** The key of the totals over all tenants; no tenant's id is empty. */
  public static final String ALL = "";

  public DatabaseStatistics {
    queues = Map.copyOf(queues);
    traffics = Map.copyOf(traffics);
    instances = List.copyOf(instances);
    servers = List.copyOf(servers);
    tenants = List.copyOf(tenants);
    alerts = List.copyOf(alerts);
  }

  public static DatabaseStatistics none() {
    return new DatabaseStatistics(Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** The jobs of a tenant; null for all. */
  public SendQueueStatistics queue(String tenantId) {
    return queues.getOrDefault(tenantId == null ? ALL : tenantId, SendQueueStatistics.none());
  }

  /** The traffic of a tenant; null for all. */
  public MessageTrafficStatistics traffic(String tenantId) {
    return traffics.getOrDefault(
        tenantId == null ? ALL : tenantId, MessageTrafficStatistics.none());
  }
}
