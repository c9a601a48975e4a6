// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.RouteStage;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The tenant pace stage: node and store. It shares no node with the other stages: it is keyed by
 * tenant, because a tenant's limit covers instances of many partitions.
 */
public final class TenantPaceStage extends TopologyStage<byte[]> {
  /** Tenant id → {@link TenantPaceState}. */
  public static final String TENANT_PACE_STORE = "tenant-pace";

  final TenantRecordLookup tenants;
  final LabelledCounter deadLetters;

  public TenantPaceStage(TenantRecordLookup tenants, MeterRegistry registry) {
    super("pace-tenants", byte[].class, TENANT_PACE_STORE);
    this.tenants = tenants;
    this.deadLetters = RouteStage.deadLetters(registry);
  }

  @Override
  protected StageProcessor<byte[]> processor() {
    return new TenantPaceProcessor(this);
  }
}
