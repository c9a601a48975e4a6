// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.event.ApiKeyRecord.Role;

/**
 * Who sent an API request.
 *
 * @param keyId of the API key
 * @param tenantId whose data it may touch; null for admins
 */
record Caller(String keyId, Role role, String tenantId) {

  boolean isAdmin() {
    return role == Role.ADMIN;
  }

  boolean mayRead(String tenant) {
    return isAdmin() || tenant.equals(tenantId);
  }
}
