// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.standalone.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedded servers, each a process of its own, so that it can be killed. */
final class EmbeddedServices implements TestServices {
  private final Path directory;
  private final EmbeddedKafkaBroker.EmbeddedKafkaSettings kafkaSettings;
  private final EmbeddedPostgresServer.EmbeddedPostgresSettings postgresSettings;
  private final DatabaseSettings database;
  private ChildJvm kafka;
  private EmbeddedPostgresServer postgres;
  private int starts;

  EmbeddedServices(Path directory, int maxRecordBytes) {
    try {
      this.directory = Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.kafkaSettings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
            directory.resolve("kafka"), maxRecordBytes);
    this.postgresSettings =
        EmbeddedPostgresServer.EmbeddedPostgresSettings.onFreePort(
            directory.resolve("postgres"), TestServices.postgresBinaries());
    startPostgres();
    this.database = postgres.database();
    startKafka();
  }

  @Override
  public String bootstrapServers() {
    return kafkaSettings.bootstrapServers();
  }

  @Override
  public DatabaseSettings database() {
    return database;
  }

  @Override
  public void startKafka() {
    kafka =
        KafkaProcess.start(directory.resolve("kafka-%02d.out".formatted(starts++)), kafkaSettings);
  }

  @Override
  public void stopKafka() {
    kafka.terminate();
    kafka.exitCode();
  }

  @Override
  public void killKafka() {
    kafka.kill();
  }

  @Override
  public void startPostgres() {
    postgres = EmbeddedPostgresServer.start(postgresSettings);
  }

  @Override
  public void stopPostgres() {
    postgres.close();
  }

  @Override
  public void killPostgres() {
    postgres.process().ifPresent(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    if (kafka != null) {
      kafka.close();
    }
    postgres.close();
  }
}
