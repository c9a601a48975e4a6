// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/**
 * The tenant whose data an answer may contain.
 *
 * @param tenantId null for all data, including that of no tenant, which only an admin gets
 */
public record QueryTenantScope(String tenantId) {

  /** Whether data of a tenant, or of no tenant if null, may be shown. */
  public boolean covers(String tenant) {
    return tenantId == null || tenantId.equals(tenant);
  }
}
