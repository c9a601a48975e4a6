// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * Grants an instance one permit of its tenant's limit. The permit counts as used until the instance
 * returns it.
 *
 * @param version of this shape, 1
 */
public record TenantPermitGrant(int version, String tenantId, InstanceKey instance, Instant at) {

  public static final int VERSION = 1;
}
