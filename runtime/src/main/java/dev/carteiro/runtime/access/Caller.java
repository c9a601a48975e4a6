// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.contract.event.ApiKeyRecord.Role;

/**
 * Who sent an API request.
 *
 * @param keyId of the API key
 * @param tenantId whose data it may touch; null for admins
 */
public record Caller(String keyId, Role role, String tenantId) {

  public boolean isAdmin() {
    return role == Role.ADMIN;
  }

  /** Whether it may see a tenant's data; null is nobody's, which is for admins. */
  public boolean mayRead(String tenant) {
    return isAdmin() || tenantId.equals(tenant);
  }
}
