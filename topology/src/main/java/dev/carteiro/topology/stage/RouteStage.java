// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.topology.record.OutputTopicRecord;
import io.micrometer.core.instrument.MeterRegistry;

/** The route stage, which writes the output records of the other stages to their topics. */
public final class RouteStage extends TopologyStage<OutputTopicRecord> {
  final int maxRecordBytes;
  final LabelledCounter deadLetters;

  public RouteStage(int maxRecordBytes, MeterRegistry registry) {
    super("route", OutputTopicRecord.class);
    this.maxRecordBytes = maxRecordBytes;
    this.deadLetters = deadLetters(registry);
  }

  /** The counter of dead letters, by reason. */
  public static LabelledCounter deadLetters(MeterRegistry registry) {
    return new LabelledCounter(
        registry, "dead.letters", "Dead letters written, by reason", "reason");
  }

  @Override
  protected StageProcessor<OutputTopicRecord> processor() {
    return new OutputRouteProcessor(this);
  }
}
