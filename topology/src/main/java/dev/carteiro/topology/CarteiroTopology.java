// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.TopologySettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.processor.BindProcessor;
import dev.carteiro.topology.processor.DeduplicateProcessor;
import dev.carteiro.topology.processor.MergeProcessor;
import dev.carteiro.topology.processor.ParseProcessor;
import dev.carteiro.topology.processor.ResolveProcessor;
import dev.carteiro.topology.processor.RouteProcessor;
import dev.carteiro.topology.resolve.ParkingLot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
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
 * The one topology: {@link #build} reads as the system's diagram. Everything about one number is in
 * one task, because both sources are keyed by instance and have the same partition count; there is
 * no repartition topic.
 */
public final class CarteiroTopology {
  private CarteiroTopology() {}

  /** The topology as it would run with these settings, for printing. */
  public static Topology describe(TopologySettings settings) {
    return build(
        settings, StreamsProperties.of(settings), new TopologyMetrics(new SimpleMeterRegistry()));
  }

  static Topology build(
      TopologySettings settings, Map<String, Object> properties, TopologyMetrics metrics) {
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
    topology.addProcessor(
        Nodes.ROUTE,
        () -> new RouteProcessor(maxRecordBytes, metrics),
        Nodes.PARSE,
        Nodes.BIND,
        Nodes.RESOLVE,
        Nodes.MERGE);
    sink(topology, Topic.MESSAGE);
    sink(topology, Topic.MESSAGE_STATUS);
    sink(topology, Topic.INSTANCE_STATUS);
    sink(topology, Topic.EVENT);
    sink(topology, Topic.DEAD_LETTER);

    store(topology, Nodes.BINDING_STORE, Nodes.RESOLVE);
    store(topology, Nodes.PARKED_QUEUE_STORE, Nodes.RESOLVE);
    store(topology, Nodes.PARKED_WEBHOOK_STORE, Nodes.RESOLVE);
    store(topology, Nodes.FACT_STORE, Nodes.DEDUPLICATE);
    store(topology, Nodes.MESSAGE_STORE, Nodes.MERGE);
    store(topology, Nodes.CONNECTION_STORE, Nodes.MERGE);
    return topology;
  }

  private static void source(Topology topology, String node, Topic topic) {
    topology.addSource(
        node, new StringDeserializer(), new ByteArrayDeserializer(), topic.topicName());
  }

  private static void sink(Topology topology, Topic topic) {
    topology.addSink(
        Nodes.sink(topic),
        topic.topicName(),
        new StringSerializer(),
        new ByteArraySerializer(),
        Nodes.ROUTE);
  }

  /**
   * Byte stores: their layouts are the codecs' of the rules. No cache: what a punctuator or an
   * analyst scans must be what was written, and range scans bypass the cache.
   */
  private static void store(Topology topology, String name, String processor) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled();
    topology.addStateStore(builder, processor);
  }
}
