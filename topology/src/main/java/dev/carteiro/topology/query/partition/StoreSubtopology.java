// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import dev.carteiro.contract.Topic;
import dev.carteiro.topology.tenantpace.TenantPaceStage;

/** The stores of one subtopology: they have the same partitions and lie in the same tasks. */
public enum StoreSubtopology {
  /** All stores about instances. */
  INSTANCES(Topic.WEBHOOK),
  /** Stores about the rate limits of tenants. */
  TENANTS(Topic.PERMIT_REQUEST);

  private final Topic source;

  StoreSubtopology(Topic source) {
    this.source = source;
  }

  public static StoreSubtopology of(String store) {
    return store.equals(TenantPaceStage.TENANT_PACE_STORE) ? TENANTS : INSTANCES;
  }

  /**
   * A source topic of the subtopology. The process that is assigned a partition of this topic has
   * the same partition of the stores.
   */
  public Topic source() {
    return source;
  }
}
