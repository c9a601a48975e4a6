// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.contract.event.ApiKeyRecord.Role;

/**
 * The holder of the API key with which a request was sent.
 *
 * @param keyId id of the API key
 * @param tenantId tenant whose data it may read or change; null for admins
 */
public record Caller(String keyId, Role role, String tenantId) {

  public boolean isAdmin() {
    return role == Role.ADMIN;
  }

  /**
   * Whether the caller may read a tenant's data. Null stands for data without a tenant, which only
   * admins may read.
   */
  public boolean mayRead(String tenant) {
    return isAdmin() || tenantId.equals(tenant);
  }
}
