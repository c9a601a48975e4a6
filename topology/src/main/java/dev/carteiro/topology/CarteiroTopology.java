// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.dedup.FactDeduplicationProcessor;
import dev.carteiro.topology.merge.FactMergeProcessor;
import dev.carteiro.topology.outbox.OutboxProcessor;
import dev.carteiro.topology.outbox.input.OutboxInputProcessor;
import dev.carteiro.topology.outbox.input.OutboxInputValidator;
import dev.carteiro.topology.parse.WebhookParseProcessor;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.resolve.InstanceBindingProcessor;
import dev.carteiro.topology.resolve.ParkedWebhookStore;
import dev.carteiro.topology.resolve.TenantResolveProcessor;
import dev.carteiro.topology.stage.InputProgress;
import dev.carteiro.topology.stage.OutputRouteProcessor;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stats.StatsCountProcessor;
import dev.carteiro.topology.tenantpace.TenantPaceProcessor;
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
        StreamsPropertiesFactory.of(settings, metrics),
        tenant -> Optional.empty(),
        metrics,
        InputProgress.NOTHING_BEFORE);
  }

  static Topology build(
      TopologySettings settings,
      Map<String, Object> properties,
      TenantRecordLookup tenants,
      TopologyMetrics metrics,
      InputProgress progress) {
    Topology topology = new Topology(new TopologyConfig(new StreamsConfig(properties)));
    WebhookParser parser = new WebhookParser();
    ParkedWebhookStore.ParkingLimits parking =
        new ParkedWebhookStore.ParkingLimits(
            settings.parkMaxPerInstance(), settings.parkMaxBytes(), settings.parkTtl().toMillis());
    int maxRecordBytes = settings.kafka().maxRecordBytes();

    source(topology, TopologyNames.WEBHOOKS, Topic.WEBHOOK);
    source(topology, TopologyNames.BINDINGS, Topic.INSTANCE);
    topology.addProcessor(
        TopologyNames.PARSE,
        () -> new WebhookParseProcessor(parser, metrics),
        TopologyNames.WEBHOOKS);
    topology.addProcessor(
        TopologyNames.BIND, InstanceBindingProcessor::new, TopologyNames.BINDINGS);
    topology.addProcessor(
        TopologyNames.RESOLVE,
        () -> new TenantResolveProcessor(parser, parking, metrics),
        TopologyNames.PARSE,
        TopologyNames.BIND);
    topology.addProcessor(
        TopologyNames.DEDUPLICATE,
        () -> new FactDeduplicationProcessor(settings.dedupWindow(), metrics),
        TopologyNames.RESOLVE);
    topology.addProcessor(
        TopologyNames.MERGE,
        () -> new FactMergeProcessor(settings.mergeWindow(), metrics),
        TopologyNames.DEDUPLICATE);
    outbox(topology, settings, tenants, metrics, progress);
    topology.addProcessor(
        TopologyNames.STATS,
        () -> new StatsCountProcessor(settings.statsRetention()),
        TopologyNames.DEDUPLICATE,
        TopologyNames.MERGE,
        TopologyNames.OUTBOX);
    topology.addProcessor(
        TopologyNames.ROUTE,
        () -> new OutputRouteProcessor(maxRecordBytes, metrics),
        TopologyNames.PARSE,
        TopologyNames.BIND,
        TopologyNames.RESOLVE,
        TopologyNames.DEDUPLICATE,
        TopologyNames.MERGE,
        TopologyNames.READ_COMMANDS,
        TopologyNames.READ_RESULTS,
        TopologyNames.READ_PERMITS,
        TopologyNames.OUTBOX,
        TopologyNames.STATS);
    paceTenants(topology, tenants, metrics);
    sink(topology, Topic.MESSAGE);
    sink(topology, Topic.MESSAGE_STATUS);
    sink(topology, Topic.INSTANCE_STATUS);
    sink(topology, Topic.EVENT);
    sink(topology, Topic.DEAD_LETTER);

    store(topology, TopologyNames.BINDING_STORE, TopologyNames.RESOLVE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.PARKED_QUEUE_STORE, TopologyNames.RESOLVE);
    store(topology, TopologyNames.PARKED_WEBHOOK_STORE, TopologyNames.RESOLVE);
    store(topology, TopologyNames.FACT_STORE, TopologyNames.DEDUPLICATE);
    store(topology, TopologyNames.MESSAGE_STORE, TopologyNames.MERGE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.CONNECTION_STORE, TopologyNames.MERGE);
    store(topology, TopologyNames.JOB_STORE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.TIMER_STORE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.READY_STORE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.PACE_STORE, TopologyNames.OUTBOX);
    store(topology, TopologyNames.STATS_STORE, TopologyNames.STATS);
    store(topology, TopologyNames.TENANT_PACE_STORE, TopologyNames.PACE_TENANTS);
    return topology;
  }

  private static void outbox(
      Topology topology,
      TopologySettings settings,
      TenantRecordLookup tenants,
      TopologyMetrics metrics,
      InputProgress progress) {
    source(topology, TopologyNames.COMMANDS, Topic.SEND_MESSAGE, Topic.SCHEDULE_MESSAGE);
    source(topology, TopologyNames.RESULTS, Topic.SEND_RESULT);
    source(topology, TopologyNames.PERMITS, Topic.PERMIT);
    topology.addProcessor(
        TopologyNames.READ_COMMANDS,
        () ->
            new OutboxInputProcessor<>(
                OutboxCommand.class,
                OutboxInputValidator::ofCommand,
                (origin, command) -> new OutboxStageInput.CommandInput(command),
                TopologyNames.READ_COMMANDS,
                TopologyNames.OUTBOX),
        TopologyNames.COMMANDS);
    topology.addProcessor(
        TopologyNames.READ_RESULTS,
        () ->
            new OutboxInputProcessor<>(
                SendResult.class,
                OutboxInputValidator::ofResult,
                OutboxStageInput::of,
                TopologyNames.READ_RESULTS,
                TopologyNames.OUTBOX),
        TopologyNames.RESULTS);
    topology.addProcessor(
        TopologyNames.READ_PERMITS,
        () ->
            new OutboxInputProcessor<>(
                TenantPermitGrant.class,
                OutboxInputValidator::ofPermit,
                (origin, permit) -> new OutboxStageInput.TenantPermitInput(permit),
                TopologyNames.READ_PERMITS,
                TopologyNames.OUTBOX),
        TopologyNames.PERMITS);
    topology.addProcessor(
        TopologyNames.OUTBOX,
        () ->
            new OutboxProcessor(
                settings.outbox(), settings.mergeWindow(), tenants, metrics, progress),
        TopologyNames.BIND,
        TopologyNames.MERGE,
        TopologyNames.READ_COMMANDS,
        TopologyNames.READ_RESULTS,
        TopologyNames.READ_PERMITS);
    for (Topic topic : OutboxProcessor.topics()) {
      sink(topology, topic, TopologyNames.OUTBOX);
    }
  }

  /**
   * A sub-topology of its own, keyed by tenant: a tenant's limit covers instances of many
   * partitions.
   */
  private static void paceTenants(
      Topology topology, TenantRecordLookup tenants, TopologyMetrics metrics) {
    source(topology, TopologyNames.PERMIT_REQUESTS, Topic.PERMIT_REQUEST);
    topology.addProcessor(
        TopologyNames.PACE_TENANTS,
        () -> new TenantPaceProcessor(tenants, metrics),
        TopologyNames.PERMIT_REQUESTS);
    sink(topology, Topic.PERMIT, TopologyNames.PACE_TENANTS);
    sink(
        topology,
        TopologyNames.PACE_TENANTS_LETTERS,
        Topic.DEAD_LETTER,
        TopologyNames.PACE_TENANTS);
  }

  private static void source(Topology topology, String node, Topic... topics) {
    topology.addSource(
        node,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        Arrays.stream(topics).map(Topic::topicName).toArray(String[]::new));
  }

  private static void sink(Topology topology, Topic topic) {
    sink(topology, topic, TopologyNames.ROUTE);
  }

  private static void sink(Topology topology, Topic topic, String parent) {
    sink(topology, TopologyNames.sink(topic), topic, parent);
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
