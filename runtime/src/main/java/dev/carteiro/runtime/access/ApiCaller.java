// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;

/**
 * The holder of the API key with which a request was sent.
 *
 * @param keyId id of the API key
 * @param tenantId tenant whose data it may read or change; null for admins
 */
public record ApiCaller(String keyId, ApiKeyRole role, String tenantId) {

  public boolean isAdmin() {
    return role == ApiKeyRole.ADMIN;
  }

  /** Whether the caller may read a tenant's data; null stands for data of no tenant. */
  public boolean mayRead(String tenant) {
    return isAdmin() || tenantId.equals(tenant);
  }
}
