// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * An embedded Kafka in a process of its own, to be killed. Arguments: directory, port, controller
 * port, record bytes.
 */
public final class KafkaProcess {
  private static final String READY = "embedded Kafka serves";

  private KafkaProcess() {}

  /** Starts one; it serves when this returns. */
  public static ChildJvm start(Path output, EmbeddedKafkaBroker.EmbeddedKafkaSettings settings) {
    ChildJvm child =
        ChildJvm.start(
            output,
            Map.of(),
            KafkaProcess.class,
            settings.directory().toString(),
            Integer.toString(settings.port()),
            Integer.toString(settings.controllerPort()),
            Integer.toString(settings.maxRecordBytes()));
    child.awaitOutput(READY);
    return child;
  }

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafkaBroker kafka =
        EmbeddedKafkaBroker.start(
            new EmbeddedKafkaBroker.EmbeddedKafkaSettings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3])));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    new CountDownLatch(1).await();
  }
}
