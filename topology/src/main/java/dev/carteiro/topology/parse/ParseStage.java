// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.MeterRegistry;

/** The parse stage: node and metrics. */
public final class ParseStage extends TopologyStage<byte[]> {
  final WebhookParser parser;
  final LabelledCounter events;
  final LabelledCounter unknownEvents;
  final LabelledCounter unknownTypes;

  public ParseStage(WebhookParser parser, MeterRegistry registry) {
    super("parse", byte[].class);
    this.parser = parser;
    this.events =
        new LabelledCounter(registry, "webhook.events", "Webhooks parsed, by event", "event");
    this.unknownEvents =
        new LabelledCounter(
            registry, "unknown.event", "Webhooks of events unknown to this version", "event");
    this.unknownTypes =
        new LabelledCounter(
            registry,
            "unknown.message.type",
            "Messages of kinds unknown to this version, repetitions included",
            "type");
  }

  @Override
  protected StageProcessor<byte[]> processor() {
    return new WebhookParseProcessor(this);
  }
}
