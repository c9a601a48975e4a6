// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * What an instance asks of its tenant's limit, which spans all the tenant's instances.
 *
 * @param version of this shape, 1
 */
public record PermitRequest(
    int version, String tenantId, InstanceKey instance, Action action, Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** What is asked. */
  public enum Action {
    /** One permit, please; answered by one {@link Permit}. */
    ASK,
    /** A permit was used: its message may have reached Evolution up to now. */
    USED,
    /** A permit was not used and goes back. */
    UNUSED
  }
}
