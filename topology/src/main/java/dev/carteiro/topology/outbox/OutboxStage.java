// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.TopologySettings;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.stage.InputProgress;
import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.stage.PartitionGauge;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The outbox stage: node, stores and metrics. */
public final class OutboxStage extends TopologyStage<OutboxStageInput> {
  public static final String NODE = "outbox";

  /** Jobs, their commands, batches, and the entries that lead to jobs. */
  public static final String JOB_STORE = "send-jobs";

  /** 8 B due time, 1 B kind, id → one constant byte. */
  public static final String TIMER_STORE = "timers";

  /** Position in a lane, or behind an earlier job to the same recipient → job id. */
  public static final String READY_STORE = "send-ready";

  /** Instance → {@link dev.carteiro.topology.outbox.pace.InstanceSendState}. */
  public static final String PACE_STORE = "send-pace";

  final TopologySettings settings;
  final TenantRecordLookup tenants;
  final InputProgress progress;
  final OutboxPort.MessageProgressDecoder messages;
  final LabelledCounter counters;
  final PartitionGauge<Long> timersLateMs;
  final PartitionGauge<OutboxLoadSnapshot> loads;
  final Timer ticks;
  final Timer lateness;

  public OutboxStage(
      TopologySettings settings,
      TenantRecordLookup tenants,
      MeterRegistry registry,
      InputProgress progress,
      OutboxPort.MessageProgressDecoder messages) {
    super(
        NODE,
        OutboxStageInput.class,
        ResolveStage.BINDING_STORE,
        MergeStage.MESSAGE_STORE,
        JOB_STORE,
        TIMER_STORE,
        READY_STORE,
        PACE_STORE);
    this.settings = settings;
    this.tenants = tenants;
    this.progress = progress;
    this.messages = messages;
    this.counters =
        new LabelledCounter(registry, "outbox", "What happened in the outbox, by what", "what");
    this.timersLateMs = new PartitionGauge<>(registry);
    timersLateMs.longestSeconds(
        "timers.late.seconds",
        "How long the oldest timer that is due has waited to fire",
        Long::longValue);
    this.loads = new PartitionGauge<>(registry);
    registerLoads();
    this.ticks =
        Timer.builder("outbox.tick")
            .description("Time of one look at a partition's timers")
            .publishPercentileHistogram()
            .register(registry);
    this.lateness =
        Timer.builder("timer.lateness")
            .description("From a timer's time to its firing")
            .publishPercentileHistogram()
            .register(registry);
  }

  private void registerLoads() {
    for (Lane lane : Lane.values()) {
      loads.sum(
          "outbox.backlog",
          "Messages that wait for their turn, by lane",
          load -> load.backlog().get(lane),
          "lane",
          lane.text());
    }
    loads.sum("outbox.in.flight", "Attempts under way", OutboxLoadSnapshot::inFlight);
    loads.sum(
        "outbox.open.jobs",
        "Jobs that are not over, scheduled included",
        OutboxLoadSnapshot::openJobs);
    loads.sum(
        "outbox.scheduled.jobs",
        "Jobs that wait for their time",
        OutboxLoadSnapshot::scheduledJobs);
    loads.sum("outbox.manual.jobs", "Jobs that wait for a person", OutboxLoadSnapshot::manualJobs);
    loads.sum(
        "outbox.held.instances",
        "Instances that have something to send and may not",
        OutboxLoadSnapshot::heldInstances);
  }

  @Override
  protected StageProcessor<OutboxStageInput> processor() {
    return new OutboxProcessor(this);
  }
}
