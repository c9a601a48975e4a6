// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.standalone.EmbeddedKafka;
import dev.carteiro.standalone.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka and PostgreSQL for one test class; each can be stopped and started again with its data. */
final class Platform implements AutoCloseable {
  private static final int MAX_RECORD_BYTES = 48 * 1024 * 1024;

  private final EmbeddedKafka.Settings kafkaSettings;
  private final EmbeddedPostgres.Settings postgresSettings;
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;

  private Platform(EmbeddedKafka.Settings kafkaSettings, EmbeddedPostgres.Settings postgresSettings) {
    this.kafkaSettings = kafkaSettings;
    this.postgresSettings = postgresSettings;
  }

  static Platform start(Path directory) {
    try {
      Path binaries = Files.createDirectories(Path.of("target").toAbsolutePath()).resolve("postgres-binaries");
      Platform platform =
          new Platform(
              EmbeddedKafka.Settings.onFreePorts(directory.resolve("kafka"), MAX_RECORD_BYTES),
              EmbeddedPostgres.Settings.onFreePort(directory.resolve("postgres"), binaries));
      platform.startKafka();
      platform.startPostgres();
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startKafka() {
    kafka = EmbeddedKafka.start(kafkaSettings);
  }

  void stopKafka() {
    kafka.close();
    kafka = null;
  }

  void startPostgres() {
    postgres = EmbeddedPostgres.start(postgresSettings);
  }

  void stopPostgres() {
    postgres.close();
    postgres = null;
  }

  DatabaseSettings database() {
    return postgres.database();
  }

  /** The settings that point roles here. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("DATABASE_URL", database().url());
    environment.put("DATABASE_USER", database().user());
    database().password().ifPresent(password -> environment.put("DATABASE_PASSWORD", password));
    return environment;
  }

  @Override
  public void close() {
    if (postgres != null) {
      postgres.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }
}
