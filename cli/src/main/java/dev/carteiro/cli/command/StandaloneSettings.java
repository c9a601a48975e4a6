// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of {@code up}: everything in one process, with an embedded Kafka and an embedded
 * PostgreSQL.
 *
 * @param dataDir absolute path of the directory for Kafka, PostgreSQL, state stores and keys
 * @param embedKafka whether Kafka is embedded: {@code KAFKA_BOOTSTRAP_SERVERS} was not given
 * @param embedPostgres whether PostgreSQL is embedded: {@code DATABASE_URL} was not given
 */
public record StandaloneSettings(
    Path dataDir,
    int kafkaPort,
    int kafkaControllerPort,
    int postgresPort,
    boolean embedKafka,
    boolean embedPostgres) {

  public static final Setting<String> DATA_DIR =
      Setting.text(
          "DATA_DIR",
          ".carteiro",
          "Directory of the embedded services' data and of the generated keys.");
  public static final Setting<Integer> KAFKA_PORT =
      Setting.integer(
          "EMBEDDED_KAFKA_PORT", 19_092, 1, 65_535, "Port of the embedded Kafka, on 127.0.0.1.");
  public static final Setting<Integer> KAFKA_CONTROLLER_PORT =
      Setting.integer(
          "EMBEDDED_KAFKA_CONTROLLER_PORT",
          19_093,
          1,
          65_535,
          "Port of the embedded Kafka's controller, on 127.0.0.1.");
  public static final Setting<Integer> POSTGRES_PORT =
      Setting.integer(
          "EMBEDDED_POSTGRES_PORT",
          15_432,
          1,
          65_535,
          "Port of the embedded PostgreSQL, on 127.0.0.1.");

  public static List<Setting<?>> settings() {
    return List.of(DATA_DIR, KAFKA_PORT, KAFKA_CONTROLLER_PORT, POSTGRES_PORT);
  }

  public static StandaloneSettings from(Environment environment) {
    return new StandaloneSettings(
        dataDir(environment),
        environment.get(KAFKA_PORT),
        environment.get(KAFKA_CONTROLLER_PORT),
        environment.get(POSTGRES_PORT),
        !environment.has(KafkaSettings.BOOTSTRAP_SERVERS),
        !environment.has(DatabaseSettings.URL));
  }

  /**
   * The data directory, absolute; commands that talk to a running {@code up} find its keys there.
   */
  public static Path dataDir(Environment environment) {
    return Path.of(environment.get(DATA_DIR)).toAbsolutePath().normalize();
  }
}
