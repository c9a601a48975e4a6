// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.event.TenantRecord;
import java.util.Optional;

/** Looks up the present record of a tenant, with its limits and quiet hours. */
@FunctionalInterface
public interface TenantDirectory {

  /** A tenant's record; empty when none was written. */
  Optional<TenantRecord> tenant(String tenantId);
}
