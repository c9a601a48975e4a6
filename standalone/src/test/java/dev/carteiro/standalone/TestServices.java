// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.standalone.embedded.ContainerServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * A Kafka and a PostgreSQL for one test class, both fresh. Each can be stopped, killed and started
 * again, with its data and at its address. They are containers of the official images when a
 * container engine answers, and the embedded ones otherwise; the system property {@code
 * carteiro.services} ({@code containers} or {@code embedded}) decides by hand.
 */
public interface TestServices extends AutoCloseable {

  /**
   * Starts both.
   *
   * @param directory for the data of the embedded ones
   * @param maxRecordBytes the largest record of any topic
   */
  static TestServices fresh(Path directory, int maxRecordBytes) {
    boolean containers =
        switch (System.getProperty("carteiro.services", "auto").toLowerCase(Locale.ROOT)) {
          case "containers" -> true;
          case "embedded" -> false;
          default -> engineAnswers();
        };
    Logger log = LoggerFactory.getLogger(TestServices.class);
    log.info(
        "services for this test: {}",
        containers ? "containers of the official images" : "embedded");
    return containers
        ? new ContainerServices(maxRecordBytes)
        : new EmbeddedServices(directory, maxRecordBytes);
  }

  /** Where Kafka's clients connect; the same for the whole life of this object. */
  String bootstrapServers();

  /** How the application connects to PostgreSQL: as the owner of its database, no superuser. */
  DatabaseSettings database();

  /** Starts Kafka after a stop or a kill; it serves when this returns. */
  void startKafka();

  /** Stops Kafka cleanly. */
  void stopKafka();

  /** Ends Kafka's process at once, as SIGKILL does. */
  void killKafka();

  /** Starts PostgreSQL after a stop or a kill; it serves when this returns. */
  void startPostgres();

  /** Stops PostgreSQL cleanly; its connections end. */
  void stopPostgres();

  /** Ends PostgreSQL's process at once, as SIGKILL does. */
  void killPostgres();

  /** Ends both, whether they run or not. */
  @Override
  void close();

  /** Where the tests keep PostgreSQL's programs; unpacked once for all runs of a build. */
  static Path postgresBinaries() {
    try {
      return Files.createDirectories(Path.of("target").toAbsolutePath())
          .resolve("postgres-binaries");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean engineAnswers() {
    // Testcontainers tries for seconds, and complains; most machines without an engine show it by
    // this alone.
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }
}
