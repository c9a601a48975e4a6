// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One node started in Kafka's own order and with its own handling of sessions and stops, on a
 * directory that {@link EmbeddedKafka} formatted: what the embedded one is compared with.
 * Arguments: directory, port, controller port, record bytes.
 */
final class PlainKafkaProcess {
  private static final String READY = "plain Kafka serves";

  private PlainKafkaProcess() {}

  static ChildJvm start(Path output, EmbeddedKafka.Settings settings) {
    ChildJvm child =
        ChildJvm.start(
            output,
            Map.of(),
            PlainKafkaProcess.class,
            settings.directory().toString(),
            Integer.toString(settings.port()),
            Integer.toString(settings.controllerPort()),
            Integer.toString(settings.maxRecordBytes()));
    child.awaitOutput(READY);
    return child;
  }

  public static void main(String[] arguments) throws InterruptedException {
    Properties properties =
        EmbeddedKafka.properties(
            new EmbeddedKafka.Settings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3])));
    properties.remove("controlled.shutdown.enable");
    // As short as an embedded broker needs it that must wait for the end of its last session.
    properties.setProperty("broker.session.timeout.ms", "3000");
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    new CountDownLatch(1).await();
  }
}
