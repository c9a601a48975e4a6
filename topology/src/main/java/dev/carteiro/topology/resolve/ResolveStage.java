// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.TopologySettings;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.record.ResolveStageInput;
import dev.carteiro.topology.stage.PartitionGauge;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.MeterRegistry;

/** The resolve stage: node, stores and metrics. */
public final class ResolveStage extends TopologyStage<ResolveStageInput> {
  /** Instance text → {@link dev.carteiro.contract.registry.InstanceBinding}. */
  public static final String BINDING_STORE = "instance-bindings";

  /** Queues of parked webhooks by instance; layout in {@link ParkedWebhookStore}. */
  public static final String PARKED_QUEUE_STORE = "parked-queues";

  /** Parked webhooks; layout in {@link ParkedWebhookStore}. */
  public static final String PARKED_WEBHOOK_STORE = "parked-webhooks";

  final WebhookParser parser;
  final ParkedWebhookStore.ParkingLimits limits;
  final PartitionGauge<ParkedWebhookStore.ParkedWebhookTotals> parked;

  public ResolveStage(WebhookParser parser, TopologySettings settings, MeterRegistry registry) {
    super(
        "resolve",
        ResolveStageInput.class,
        BINDING_STORE,
        PARKED_QUEUE_STORE,
        PARKED_WEBHOOK_STORE);
    this.parser = parser;
    this.limits =
        new ParkedWebhookStore.ParkingLimits(
            settings.parkMaxPerInstance(), settings.parkMaxBytes(), settings.parkTtl().toMillis());
    this.parked = new PartitionGauge<>(registry);
    parked.sum(
        "parked.bytes",
        "Bytes of webhooks that wait for their instance to be registered",
        ParkedWebhookStore.ParkedWebhookTotals::bytes);
    parked.sum(
        "parked.instances",
        "Unregistered instances whose webhooks wait",
        ParkedWebhookStore.ParkedWebhookTotals::instances);
  }

  @Override
  protected StageProcessor<ResolveStageInput> processor() {
    return new TenantResolveProcessor(this);
  }
}
