// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A stage: a node of the topology with the stores that its processor uses, and its edges to the
 * stages and topics behind it. Names of nodes and stores outlive releases, because state is kept
 * under them: never reuse one for another purpose.
 *
 * @param <I> type of the records that it takes
 */
public abstract class TopologyStage<I> {
  private final String node;
  private final Class<I> input;
  private final List<String> stores;
  private final List<TopologyStage<?>> next = new ArrayList<>();
  private final Map<Topic, String> sinks = new EnumMap<>(Topic.class);
  private CommitPacer pacer;

  /**
   * @param stores names of the stores that the processor uses, including those that it reads from
   *     other stages
   */
  protected TopologyStage(String node, Class<I> input, String... stores) {
    this.node = node;
    this.input = input;
    this.stores = List.of(stores);
  }

  /** Creates the processor of one task. */
  protected abstract StageProcessor<I> processor();

  public final String node() {
    return node;
  }

  final List<String> stores() {
    return stores;
  }

  final void pacedBy(CommitPacer pacer) {
    this.pacer = pacer;
  }

  final CommitPacer pacer() {
    return pacer;
  }

  final void addEdge(TopologyStage<?> stage) {
    next.add(stage);
  }

  final void addEdge(Topic topic, String sink) {
    sinks.put(topic, sink);
  }

  /** The node of the one stage behind this one that takes a record. */
  final String nodeFor(Object record) {
    for (TopologyStage<?> stage : next) {
      if (stage.input.isInstance(record)) {
        return stage.node;
      }
    }
    throw new IllegalStateException(node + " has no edge for " + record.getClass().getName());
  }

  /** The sink behind this stage that writes to a topic. */
  final String nodeFor(Topic topic) {
    String sink = sinks.get(topic);
    if (sink == null) {
      throw new IllegalStateException(node + " has no edge to " + topic.topicName());
    }
    return sink;
  }
}
