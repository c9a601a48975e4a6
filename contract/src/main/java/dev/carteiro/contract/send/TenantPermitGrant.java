// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/** Grants an instance one permit of its tenant's limit, used until it is returned. */
public record TenantPermitGrant(int version, String tenantId, InstanceKey instance, Instant at) {

  public static final int VERSION = 1;
}
