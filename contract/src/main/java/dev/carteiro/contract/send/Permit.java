// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * One permit of a tenant's limit for one instance; it counts as used until it comes back.
 *
 * @param version of this shape, 1
 */
public record Permit(int version, String tenantId, InstanceKey instance, Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;
}
