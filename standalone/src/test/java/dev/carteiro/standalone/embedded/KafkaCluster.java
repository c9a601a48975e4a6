// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.standalone.ChildJvm;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** Three nodes of both roles, as operators run them: three copies of everything, two in sync. */
public final class KafkaCluster implements AutoCloseable {
  public static final int NODES = 3;

  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> controllerPorts = new ArrayList<>();
  private final List<ChildJvm> nodes = new ArrayList<>();
  private int starts;

  private KafkaCluster(Path directory) {
    this.directory = directory;
  }

  /** Formats the nodes and starts them; all serve when this returns. */
  public static KafkaCluster start(Path directory) throws Exception {
    KafkaCluster cluster = new KafkaCluster(directory);
    String id = Uuid.randomUuid().toString();
    for (int node = 0; node < NODES; node++) {
      cluster.ports.add(LoopbackPorts.anyFree());
      cluster.controllerPorts.add(LoopbackPorts.anyFree());
      cluster.nodes.add(null);
      String place = cluster.place(node).toString();
      try (PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
        new Formatter()
            .setPrintStream(nowhere)
            .setClusterId(id)
            .setNodeId(node)
            .setControllerListenerName("CONTROLLER")
            .addDirectory(place)
            .setMetadataLogDirectory(place)
            .setUnstableFeatureVersionsEnabled(false)
            .run();
      }
    }
    cluster.startThoseThatAreDown();
    return cluster;
  }

  public String bootstrapServers() {
    return ports.stream()
        .map(port -> LoopbackPorts.LOOPBACK + ":" + port)
        .collect(Collectors.joining(","));
  }

  /** {@code kill -9} of a node. */
  public void kill(int node) {
    nodes.get(node).kill();
    nodes.set(node, null);
  }

  /** Starts what was killed; all serve when this returns. */
  public void startThoseThatAreDown() {
    for (int node = 0; node < NODES; node++) {
      if (nodes.get(node) == null) {
        nodes.set(
            node,
            PlainKafkaProcess.begin(
                directory.resolve("output-" + starts++ + "-" + node), properties(node)));
      }
    }
    nodes.forEach(PlainKafkaProcess::await);
  }

  private Path place(int node) {
    return directory.resolve("node-" + node);
  }

  private Properties properties(int node) {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", Integer.toString(node));
    properties.setProperty(
        "controller.quorum.voters",
        IntStream.range(0, NODES)
            .mapToObj(one -> one + "@" + LoopbackPorts.LOOPBACK + ":" + controllerPorts.get(one))
            .collect(Collectors.joining(",")));
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
            .formatted(LoopbackPorts.LOOPBACK, ports.get(node), controllerPorts.get(node)));
    properties.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    properties.setProperty("log.dirs", place(node).toString());
    properties.setProperty("default.replication.factor", Integer.toString(NODES));
    properties.setProperty("min.insync.replicas", "2");
    // Fewer than by default, so that a start is soon done.
    properties.setProperty("offsets.topic.num.partitions", "3");
    properties.setProperty("transaction.state.log.num.partitions", "6");
    return properties;
  }

  @Override
  public void close() {
    nodes.stream().filter(node -> node != null).forEach(ChildJvm::close);
  }
}
