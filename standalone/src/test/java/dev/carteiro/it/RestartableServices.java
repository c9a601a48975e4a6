// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.standalone.TestServices;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka and PostgreSQL for one test class; each can be stopped and started again with its data. */
final class RestartableServices implements AutoCloseable {
  private static final int MAX_RECORD_BYTES = 48 * 1024 * 1024;

  private final TestServices services;

  private RestartableServices(TestServices services) {
    this.services = services;
  }

  static RestartableServices start(Path directory) {
    return new RestartableServices(
        TestServices.fresh(directory.resolve("services"), MAX_RECORD_BYTES));
  }

  void startKafka() {
    services.startKafka();
  }

  void stopKafka() {
    services.stopKafka();
  }

  void startPostgres() {
    services.startPostgres();
  }

  void stopPostgres() {
    services.stopPostgres();
  }

  DatabaseSettings database() {
    return services.database();
  }

  /** The settings that point roles here. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", services.bootstrapServers());
    environment.put("DATABASE_URL", database().url());
    environment.put("DATABASE_USER", database().user());
    database().password().ifPresent(password -> environment.put("DATABASE_PASSWORD", password));
    return environment;
  }

  @Override
  public void close() {
    services.close();
  }
}
