// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** An embedded Kafka in a process of its own, to be killed. Arguments: directory, port, controller port. */
final class KafkaProcess {
  static final String READY = "embedded Kafka serves";

  private KafkaProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            new EmbeddedKafka.Settings(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), 1 << 20));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    new CountDownLatch(1).await();
  }
}
