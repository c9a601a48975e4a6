// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded Kafka in a process of its own: one broker with Kafka's default durability (an
 * acknowledged record is in the page cache of every in-sync replica, here one; it survives a kill
 * of the process).
 */
public final class KafkaService implements AutoCloseable {
  /** The heap that docker-compose.yml gives a small broker. */
  private static final List<String> FLAGS = List.of("-Xmx512m");

  private static final String BOOTSTRAP = "BOOTSTRAP";

  private final BenchmarkProgram program;

  private KafkaService(BenchmarkProgram program) {
    this.program = program;
  }

  /**
   * Starts it; it serves when this returns.
   *
   * @param directory of its log; made
   * @param output file that gets what it prints
   */
  public static KafkaService start(Path directory, Path output)
      throws ContenderUnavailableException {
    BenchmarkProgram program =
        BenchmarkProgram.java(output, Map.of(), FLAGS, KafkaService.class, directory.toString());
    try {
      return new KafkaService(program.awaitReady());
    } catch (ContenderUnavailableException e) {
      program.close();
      throw e;
    }
  }

  /** Returns the bootstrap servers for clients. */
  public String bootstrapServers() {
    return program.said(BOOTSTRAP);
  }

  /** Returns the project's Kafka settings with this broker. */
  public KafkaSettings settings() {
    return new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers()))
        .bind(KafkaSettings.class);
  }

  public ProcessHandle handle() {
    return program.handle();
  }

  @Override
  public void close() {
    program.close();
  }

  /** Runs the broker in this process; argument: its directory. */
  public static void main(String[] arguments) throws InterruptedException {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    int largest = new Environment(Map.of()).bind(KafkaSettings.class).maxRecordBytes();
    EmbeddedKafkaBroker kafka =
        EmbeddedKafkaBroker.start(
            EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(Path.of(arguments[0]), largest));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    System.out.println(BOOTSTRAP + " " + kafka.bootstrapServers());
    System.out.println(BenchmarkProgram.READY);
    new CountDownLatch(1).await();
  }
}
