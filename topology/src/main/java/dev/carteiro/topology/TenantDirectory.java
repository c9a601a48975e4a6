// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.event.TenantRecord;
import java.util.Optional;

/** The tenants' limits and quiet hours, as they are now. */
@FunctionalInterface
public interface TenantDirectory {

  /** A tenant's record; empty when none was written. */
  Optional<TenantRecord> tenant(String tenantId);
}
