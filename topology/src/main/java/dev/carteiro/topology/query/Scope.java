// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/**
 * Whose data an answer may hold.
 *
 * @param tenantId null for everybody's and nobody's, which only an admin gets
 */
record Scope(String tenantId) {

  /** Whether what belongs to a tenant, or with null to nobody, may be shown. */
  boolean covers(String tenant) {
    return tenantId == null || tenantId.equals(tenant);
  }
}
