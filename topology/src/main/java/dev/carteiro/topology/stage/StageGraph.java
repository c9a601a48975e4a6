// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.Topic;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/** Builds a Kafka Streams topology from the edges between topics and stages. */
public final class StageGraph {
  private final Topology topology;
  private final CommitPacer pacer;
  private final Set<String> stores = new HashSet<>();
  private final Set<Topic> written = new HashSet<>();

  public StageGraph(Topology topology, CommitPacer pacer) {
    this.topology = topology;
    this.pacer = pacer;
  }

  /** The begin of an edge. */
  public final class EdgeOrigin {
    private final TopologyStage<?>[] stages;
    private final String[] nodes;

    private EdgeOrigin(TopologyStage<?>[] stages, String... nodes) {
      this.stages = stages;
      this.nodes = nodes;
    }

    /** Adds a stage, which takes records of its type from all stages or topics of this origin. */
    public <I> void to(TopologyStage<I> stage) {
      ProcessorSupplier<String, I, String, Object> supplier =
          stages.length == 0
              ? () -> new PacedSourceProcessor<>(stage.processor(), pacer)
              : stage::processor;
      stage.pacedBy(pacer);
      topology.addProcessor(stage.node(), supplier, nodes);
      stage.stores().forEach(store -> connect(store, stage.node()));
      for (TopologyStage<?> from : stages) {
        from.addEdge(stage);
      }
    }

    /** Adds a sink for each topic. */
    public void to(Topic... topics) {
      for (TopologyStage<?> from : stages) {
        for (Topic topic : topics) {
          String sink = sinkName(from, topic);
          topology.addSink(
              sink,
              topic.topicName(),
              new StringSerializer(),
              new ByteArraySerializer(),
              from.node());
          from.addEdge(topic, sink);
        }
      }
    }
  }

  /** Begins an edge at a new source node, which reads topics. */
  public EdgeOrigin from(String source, Topic... topics) {
    topology.addSource(
        source,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        Arrays.stream(topics).map(Topic::topicName).toArray(String[]::new));
    return new EdgeOrigin(new TopologyStage<?>[0], source);
  }

  /** Begins an edge at stages that were added before. */
  public EdgeOrigin from(TopologyStage<?>... stages) {
    return new EdgeOrigin(
        stages, Arrays.stream(stages).map(TopologyStage::node).toArray(String[]::new));
  }

  /** The name of a sink; a second sink of the same topic is named after its stage. */
  private String sinkName(TopologyStage<?> from, Topic topic) {
    return written.add(topic)
        ? "to-" + topic.topicName()
        : from.node() + "-" + topic.name().toLowerCase(Locale.ROOT).replace('_', '-') + "s";
  }

  /**
   * Connects a stage with a byte store, which is added at its first use; the codecs of the stages
   * define its layout. Caching is off: punctuators and queries must find what was written, and
   * range scans bypass the cache.
   */
  private void connect(String store, String node) {
    if (stores.add(store)) {
      topology.addStateStore(
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(store), Serdes.Bytes(), Serdes.ByteArray())
              .withCachingDisabled());
    }
    topology.connectProcessorAndStateStores(node, store);
  }
}
