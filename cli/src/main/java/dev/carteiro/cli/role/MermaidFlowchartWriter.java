// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.GlobalStore;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/** Writes a topology as a Mermaid flowchart: topics round, processors square, stores cylinders. */
final class MermaidFlowchartWriter {
  private static final String DYNAMIC = "chosen by the record";

  private final StringBuilder text = new StringBuilder("flowchart LR\n");
  private final Map<String, String> ids = new LinkedHashMap<>();

  private MermaidFlowchartWriter() {}

  /** The same description always gives the same text. */
  static String flowchart(TopologyDescription description) {
    MermaidFlowchartWriter picture = new MermaidFlowchartWriter();
    description.subtopologies().stream()
        .sorted(Comparator.comparingInt(Subtopology::id))
        .forEach(picture::subtopology);
    description.globalStores().stream()
        .sorted(Comparator.comparingInt(GlobalStore::id))
        .forEach(picture::globalStore);
    return picture.text.toString();
  }

  private void subtopology(Subtopology subtopology) {
    List<Node> nodes =
        subtopology.nodes().stream().sorted(Comparator.comparing(Node::name)).toList();
    line("  subgraph sub%d[\"subtopology %d\"]".formatted(subtopology.id(), subtopology.id()));
    nodes.forEach(node -> line("    " + shape(node)));
    line("  end");
    nodes.forEach(this::edges);
  }

  private void globalStore(GlobalStore global) {
    line("  subgraph global%d[\"global store %d\"]".formatted(global.id(), global.id()));
    line("    " + shape(global.source()));
    line("    " + shape(global.processor()));
    line("  end");
    edges(global.source());
    edges(global.processor());
  }

  private String shape(Node node) {
    return "%s[\"%s\"]".formatted(id("node " + node.name()), node.name());
  }

  private void edges(Node node) {
    String from = id("node " + node.name());
    node.successors().stream()
        .map(Node::name)
        .sorted()
        .forEach(successor -> line("  %s --> %s".formatted(from, id("node " + successor))));
    if (node instanceof Source source) {
      topics(source).forEach(topic -> line("  %s --> %s".formatted(topic(topic), from)));
    } else if (node instanceof Sink sink) {
      line("  %s --> %s".formatted(from, topic(sink.topic() == null ? DYNAMIC : sink.topic())));
    } else if (node instanceof Processor processor) {
      new TreeSet<>(processor.stores())
          .forEach(store -> line("  %s <--> %s".formatted(from, store(store))));
    }
  }

  private static Set<String> topics(Source source) {
    return source.topicSet() == null
        ? Set.of(source.topicPattern().pattern())
        : new TreeSet<>(source.topicSet());
  }

  private String topic(String name) {
    return "%s([\"%s\"])".formatted(id("topic " + name), name);
  }

  private String store(String name) {
    return "%s[(\"%s\")]".formatted(id("store " + name), name);
  }

  private String id(String what) {
    return ids.computeIfAbsent(what, absent -> "n" + ids.size());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
