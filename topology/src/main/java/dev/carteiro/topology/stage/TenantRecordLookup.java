// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.registry.TenantRecord;
import java.util.Optional;

/** Looks up the present record of a tenant, with its limits and quiet hours. */
@FunctionalInterface
public interface TenantRecordLookup {

  /** A tenant's record; empty when none was written. */
  Optional<TenantRecord> tenant(String tenantId);
}
