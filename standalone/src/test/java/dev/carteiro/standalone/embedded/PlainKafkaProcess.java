// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.standalone.ChildJvm;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A node started in Kafka's own order and with its own handling of sessions and stops, on a
 * directory that was formatted: what the embedded one is compared with. Argument: a file of
 * properties.
 */
public final class PlainKafkaProcess {
  private static final String READY = "plain Kafka serves";

  private PlainKafkaProcess() {}

  /**
   * The only node of a cluster, on the directory of an embedded one; it serves when this returns.
   */
  public static ChildJvm start(Path output, EmbeddedKafkaBroker.EmbeddedKafkaSettings settings) {
    Properties properties = EmbeddedKafkaBroker.properties(settings);
    properties.remove("controlled.shutdown.enable");
    // As short as an embedded broker needs it that must wait for the end of its last session.
    properties.setProperty("broker.session.timeout.ms", "3000");
    ChildJvm child = begin(output, properties);
    child.awaitOutput(READY);
    return child;
  }

  /** Any node; it does not serve yet. */
  static ChildJvm begin(Path output, Properties properties) {
    Path file = output.resolveSibling(output.getFileName() + ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ChildJvm.start(output, Map.of(), PlainKafkaProcess.class, file.toString());
  }

  /** Waits until a node serves. */
  static void await(ChildJvm node) {
    node.awaitOutput(READY);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(reader);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    new CountDownLatch(1).await();
  }
}
