// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.Topic;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.input.OutboxInputStage;
import dev.carteiro.topology.outbox.port.OutboxPort.MessageDeliveryProgress;
import dev.carteiro.topology.parse.ParseStage;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.resolve.BindStage;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.stage.CommitPacer;
import dev.carteiro.topology.stage.InputProgress;
import dev.carteiro.topology.stage.RouteStage;
import dev.carteiro.topology.stage.StageGraph;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyStage;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.tenantpace.TenantPaceStage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The Kafka Streams topology of Carteiro; {@link #build} reads as the system's diagram. One task
 * processes everything about one instance, because all sources except the permit requests are keyed
 * by instance and have the same partition count. There is no repartition topic.
 */
public final class CarteiroTopology {
  private CarteiroTopology() {}

  /** Builds the topology with these settings, for printing only. */
  public static Topology describe(TopologySettings settings) {
    MeterRegistry registry = new SimpleMeterRegistry();
    return build(
        settings,
        StreamsPropertiesFactory.of(settings, registry),
        tenant -> Optional.empty(),
        registry,
        InputProgress.NOTHING_BEFORE,
        new CommitPacer(settings.commitInterval()));
  }

  /** What the outbox may know of a stored message. */
  private static Optional<MessageDeliveryProgress> progress(byte[] message) {
    MessageState state = MessageState.decode(message);
    return Optional.ofNullable(state.status())
        .map(status -> new MessageDeliveryProgress(status, state.error()));
  }

  static Topology build(
      TopologySettings settings,
      Map<String, Object> properties,
      TenantRecordLookup tenants,
      MeterRegistry registry,
      InputProgress progress,
      CommitPacer pacer) {
    WebhookParser parser = new WebhookParser();
    TopologyStage<?> parse = new ParseStage(parser, registry);
    TopologyStage<?> bind = new BindStage();
    TopologyStage<?> resolve = new ResolveStage(parser, settings, registry);
    TopologyStage<?> deduplicate = new DeduplicateStage(settings.dedupWindow(), registry);
    TopologyStage<?> merge =
        new MergeStage(settings.mergeWindow(), settings.dedupWindow(), registry);
    TopologyStage<?> commands = OutboxInputStage.commands();
    TopologyStage<?> results = OutboxInputStage.results();
    TopologyStage<?> permits = OutboxInputStage.permits();
    TopologyStage<?> outbox =
        new OutboxStage(settings, tenants, registry, progress, CarteiroTopology::progress);
    TopologyStage<?> stats = new StatsStage(settings.statsRetention());
    TopologyStage<?> route = new RouteStage(settings.kafka().maxRecordBytes(), registry);
    TopologyStage<?> paceTenants = new TenantPaceStage(tenants, registry);

    Topology topology = new Topology(new TopologyConfig(new StreamsConfig(properties)));
    StageGraph graph = new StageGraph(topology, pacer);
    graph.from("webhooks", Topic.WEBHOOK).to(parse);
    graph.from("bindings", Topic.INSTANCE).to(bind);
    graph.from(parse, bind).to(resolve);
    graph.from(resolve).to(deduplicate);
    graph.from(deduplicate).to(merge);
    graph.from("commands", Topic.SEND_MESSAGE, Topic.SCHEDULE_MESSAGE).to(commands);
    graph.from("results", Topic.SEND_RESULT).to(results);
    graph.from("permits", Topic.PERMIT).to(permits);
    graph.from(bind, merge, commands, results, permits).to(outbox);
    graph
        .from(outbox)
        .to(
            Topic.SEND_DISPATCH,
            Topic.SEND_STATE,
            Topic.COMMAND_REPLY,
            Topic.ALERT,
            Topic.PERMIT_REQUEST);
    graph.from(deduplicate, merge, outbox).to(stats);
    graph
        .from(parse, bind, resolve, deduplicate, merge, commands, results, permits, outbox, stats)
        .to(route);
    graph
        .from(route)
        .to(
            Topic.MESSAGE,
            Topic.MESSAGE_STATUS,
            Topic.INSTANCE_STATUS,
            Topic.EVENT,
            Topic.DEAD_LETTER);

    // A sub-topology of its own, keyed by tenant.
    graph.from("permit-requests", Topic.PERMIT_REQUEST).to(paceTenants);
    graph.from(paceTenants).to(Topic.PERMIT, Topic.DEAD_LETTER);
    return topology;
  }
}
