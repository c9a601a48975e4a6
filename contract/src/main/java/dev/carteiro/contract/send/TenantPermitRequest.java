// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/** An instance asks for a permit of its tenant's limit, or reports what became of one. */
public record TenantPermitRequest(
    int version, String tenantId, InstanceKey instance, PermitAction action, Instant at) {

  public static final int VERSION = 1;

  /** What an instance asks or reports. */
  public enum PermitAction {
    /** Asks for one permit; answered by one {@link TenantPermitGrant}. */
    ASK,
    /** A permit was used: its message may have reached Evolution up to now. */
    USED,
    /** A permit was not used and is returned. */
    UNUSED
  }
}
