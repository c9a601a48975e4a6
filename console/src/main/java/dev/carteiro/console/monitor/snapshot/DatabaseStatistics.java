// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;
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

  /** A tenant and its display name; null when it has none. */
  public record TenantName(String tenantId, String name) {}

  /** Calls to the server of a base URL in 15 minutes; failed: not accepted, or unknown outcome. */
  public record ServerCallStatistics(
      String server, long calls, long failed, Double p50Ms, Double p95Ms) {}

  /**
   * The row of an alert that fires now.
   *
   * @param severity critical, warning or info; null for alerts of earlier versions
   * @param tenantId {@code unresolved} when it belongs to no tenant
   * @param instance {@code gateway/name}; null when it is not about a single instance
   * @param subject what it is about, such as a server or job; null for none
   */
  public record FiringAlertRow(
      String id,
      String rule,
      String severity,
      String tenantId,
      String instance,
      String subject,
      String message,
      Instant firingAt) {}
}
