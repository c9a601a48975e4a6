// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.TopologySettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.flow.OutboxInput;
import dev.carteiro.topology.outbox.Completeness;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.processor.BindProcessor;
import dev.carteiro.topology.processor.DeduplicateProcessor;
import dev.carteiro.topology.processor.MergeProcessor;
import dev.carteiro.topology.processor.OutboxProcessor;
import dev.carteiro.topology.processor.ParseProcessor;
import dev.carteiro.topology.processor.ReadProcessor;
import dev.carteiro.topology.processor.ResolveProcessor;
import dev.carteiro.topology.processor.RouteProcessor;
import dev.carteiro.topology.processor.StatsProcessor;
import dev.carteiro.topology.processor.TenantPaceProcessor;
import dev.carteiro.topology.resolve.ParkingLot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The Kafka Streams topology of Carteiro; {@link #build} reads as the system's diagram. One task
 * processes everything about one instance, because all sources except the permit requests are keyed
 * by instance and have the same partition count. There is no repartition topic.
 */
public final class CarteiroTopology {
  private CarteiroTopology() {}

  /** Builds the topology with these settings, for printing only. */
  public static Topology describe(TopologySettings settings) {
    TopologyMetrics metrics = new TopologyMetrics(new SimpleMeterRegistry());
    return build(
        settings,
        StreamsProperties.of(settings, metrics),
        tenant -> Optional.empty(),
        metrics,
        InputProgress.NOTHING_BEFORE);
  }

  static Topology build(
      TopologySettings settings,
      Map<String, Object> properties,
      TenantDirectory tenants,
      TopologyMetrics metrics,
      InputProgress progress) {
    Topology topology = new Topology(new TopologyConfig(new StreamsConfig(properties)));
    WebhookParser parser = new WebhookParser();
    ParkingLot.Limits parking =
        new ParkingLot.Limits(
            settings.parkMaxPerInstance(), settings.parkMaxBytes(), settings.parkTtl().toMillis());
    int maxRecordBytes = settings.kafka().maxRecordBytes();

    source(topology, Nodes.WEBHOOKS, Topic.WEBHOOK);
    source(topology, Nodes.BINDINGS, Topic.INSTANCE);
    topology.addProcessor(Nodes.PARSE, () -> new ParseProcessor(parser, metrics), Nodes.WEBHOOKS);
    topology.addProcessor(Nodes.BIND, BindProcessor::new, Nodes.BINDINGS);
    topology.addProcessor(
        Nodes.RESOLVE,
        () -> new ResolveProcessor(parser, parking, metrics),
        Nodes.PARSE,
        Nodes.BIND);
    topology.addProcessor(
        Nodes.DEDUPLICATE,
        () -> new DeduplicateProcessor(settings.dedupWindow(), metrics),
        Nodes.RESOLVE);
    topology.addProcessor(
        Nodes.MERGE, () -> new MergeProcessor(settings.mergeWindow(), metrics), Nodes.DEDUPLICATE);
    outbox(topology, settings, tenants, metrics, progress);
    topology.addProcessor(
        Nodes.STATS,
        () -> new StatsProcessor(settings.statsRetention()),
        Nodes.DEDUPLICATE,
        Nodes.MERGE,
        Nodes.OUTBOX);
    topology.addProcessor(
        Nodes.ROUTE,
        () -> new RouteProcessor(maxRecordBytes, metrics),
        Nodes.PARSE,
        Nodes.BIND,
        Nodes.RESOLVE,
        Nodes.DEDUPLICATE,
        Nodes.MERGE,
        Nodes.READ_COMMANDS,
        Nodes.READ_RESULTS,
        Nodes.READ_PERMITS,
        Nodes.OUTBOX,
        Nodes.STATS);
    paceTenants(topology, tenants, metrics);
    sink(topology, Topic.MESSAGE);
    sink(topology, Topic.MESSAGE_STATUS);
    sink(topology, Topic.INSTANCE_STATUS);
    sink(topology, Topic.EVENT);
    sink(topology, Topic.DEAD_LETTER);

    store(topology, Nodes.BINDING_STORE, Nodes.RESOLVE, Nodes.OUTBOX);
    store(topology, Nodes.PARKED_QUEUE_STORE, Nodes.RESOLVE);
    store(topology, Nodes.PARKED_WEBHOOK_STORE, Nodes.RESOLVE);
    store(topology, Nodes.FACT_STORE, Nodes.DEDUPLICATE);
    store(topology, Nodes.MESSAGE_STORE, Nodes.MERGE, Nodes.OUTBOX);
    store(topology, Nodes.CONNECTION_STORE, Nodes.MERGE);
    store(topology, Nodes.JOB_STORE, Nodes.OUTBOX);
    store(topology, Nodes.TIMER_STORE, Nodes.OUTBOX);
    store(topology, Nodes.READY_STORE, Nodes.OUTBOX);
    store(topology, Nodes.PACE_STORE, Nodes.OUTBOX);
    store(topology, Nodes.STATS_STORE, Nodes.STATS);
    store(topology, Nodes.TENANT_PACE_STORE, Nodes.PACE_TENANTS);
    return topology;
  }

  private static void outbox(
      Topology topology,
      TopologySettings settings,
      TenantDirectory tenants,
      TopologyMetrics metrics,
      InputProgress progress) {
    source(topology, Nodes.COMMANDS, Topic.SEND_MESSAGE, Topic.SCHEDULE_MESSAGE);
    source(topology, Nodes.RESULTS, Topic.SEND_RESULT);
    source(topology, Nodes.PERMITS, Topic.PERMIT);
    topology.addProcessor(
        Nodes.READ_COMMANDS,
        () ->
            new ReadProcessor<>(
                OutboxCommand.class,
                Completeness::ofCommand,
                (origin, command) -> new OutboxInput.Commanded(command),
                Nodes.READ_COMMANDS,
                Nodes.OUTBOX),
        Nodes.COMMANDS);
    topology.addProcessor(
        Nodes.READ_RESULTS,
        () ->
            new ReadProcessor<>(
                SendResult.class,
                Completeness::ofResult,
                OutboxInput::of,
                Nodes.READ_RESULTS,
                Nodes.OUTBOX),
        Nodes.RESULTS);
    topology.addProcessor(
        Nodes.READ_PERMITS,
        () ->
            new ReadProcessor<>(
                Permit.class,
                Completeness::ofPermit,
                (origin, permit) -> new OutboxInput.Permitted(permit),
                Nodes.READ_PERMITS,
                Nodes.OUTBOX),
        Nodes.PERMITS);
    topology.addProcessor(
        Nodes.OUTBOX,
        () ->
            new OutboxProcessor(
                settings.outbox(), settings.mergeWindow(), tenants, metrics, progress),
        Nodes.BIND,
        Nodes.MERGE,
        Nodes.READ_COMMANDS,
        Nodes.READ_RESULTS,
        Nodes.READ_PERMITS);
    for (Topic topic : OutboxProcessor.topics()) {
      sink(topology, topic, Nodes.OUTBOX);
    }
  }

  /**
   * A sub-topology of its own, keyed by tenant: a tenant's limit covers instances of many
   * partitions.
   */
  private static void paceTenants(
      Topology topology, TenantDirectory tenants, TopologyMetrics metrics) {
    source(topology, Nodes.PERMIT_REQUESTS, Topic.PERMIT_REQUEST);
    topology.addProcessor(
        Nodes.PACE_TENANTS, () -> new TenantPaceProcessor(tenants, metrics), Nodes.PERMIT_REQUESTS);
    sink(topology, Topic.PERMIT, Nodes.PACE_TENANTS);
    sink(topology, Nodes.PACE_TENANTS_LETTERS, Topic.DEAD_LETTER, Nodes.PACE_TENANTS);
  }

  private static void source(Topology topology, String node, Topic... topics) {
    topology.addSource(
        node,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        Arrays.stream(topics).map(Topic::topicName).toArray(String[]::new));
  }

  private static void sink(Topology topology, Topic topic) {
    sink(topology, topic, Nodes.ROUTE);
  }

  private static void sink(Topology topology, Topic topic, String parent) {
    sink(topology, Nodes.sink(topic), topic, parent);
  }

  private static void sink(Topology topology, String node, Topic topic, String parent) {
    topology.addSink(
        node, topic.topicName(), new StringSerializer(), new ByteArraySerializer(), parent);
  }

  /**
   * Adds a byte store; the codecs of the stages define its layout. Caching is off: punctuators and
   * queries must find what was written, and range scans bypass the cache.
   */
  private static void store(Topology topology, String name, String... processors) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled();
    topology.addStateStore(builder, processors);
  }
}
