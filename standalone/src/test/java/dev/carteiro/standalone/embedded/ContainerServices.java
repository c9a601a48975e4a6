// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import com.github.dockerjava.api.DockerClient;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.standalone.TestServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Containers of the official images. Their ports are fixed, so that a restarted one is where it
 * was.
 */
public final class ContainerServices implements TestServices {
  private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
  private static final String POSTGRES_IMAGE = "postgres:18";
  private static final int KAFKA_PORT = 9092;
  private static final int POSTGRES_PORT = 5432;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String APPLICATION = "carteiro";
  private static final String PASSWORD = "for-tests-only";

  private final KafkaContainer kafka;
  private final PostgreSQLContainer postgres;

  public ContainerServices(int maxRecordBytes) {
    this.kafka = fixed(new KafkaContainer(KAFKA_IMAGE), KAFKA_PORT);
    kafka
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(maxRecordBytes))
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        // After a kill the broker may not register again until its old session ended.
        .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000")
        .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500")
        .start();
    this.postgres = fixed(new PostgreSQLContainer(POSTGRES_IMAGE), POSTGRES_PORT);
    postgres.withUsername("postgres").withPassword(PASSWORD).withDatabaseName("postgres");
    // Testcontainers would switch fsync off.
    postgres.withCommand("postgres", "-c", "fsync=on");
    postgres.start();
    createDatabase();
  }

  @Override
  public String bootstrapServers() {
    return kafka.getHost() + ":" + kafka.getMappedPort(KAFKA_PORT);
  }

  @Override
  public DatabaseSettings database() {
    return new DatabaseSettings(url(APPLICATION), APPLICATION, Optional.of(PASSWORD));
  }

  @Override
  public void startKafka() {
    docker().startContainerCmd(kafka.getContainerId()).exec();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      await(() -> admin.describeCluster().nodes().get().size() == 1);
    }
  }

  @Override
  public void stopKafka() {
    docker().stopContainerCmd(kafka.getContainerId()).withTimeout(60).exec();
  }

  @Override
  public void killKafka() {
    docker().killContainerCmd(kafka.getContainerId()).exec();
  }

  @Override
  public void startPostgres() {
    docker().startContainerCmd(postgres.getContainerId()).exec();
    await(
        () -> {
          try (Connection connection = superuser()) {
            return connection.isValid(5);
          }
        });
  }

  @Override
  public void stopPostgres() {
    docker().stopContainerCmd(postgres.getContainerId()).withTimeout(60).exec();
  }

  @Override
  public void killPostgres() {
    docker().killContainerCmd(postgres.getContainerId()).exec();
  }

  @Override
  public void close() {
    postgres.stop();
    kafka.stop();
  }

  private void createDatabase() {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE " + APPLICATION + " LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
      statement.execute("CREATE DATABASE " + APPLICATION + " OWNER " + APPLICATION);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection superuser() throws SQLException {
    Properties credentials = new Properties();
    credentials.put("user", "postgres");
    credentials.put("password", PASSWORD);
    return DriverManager.getConnection(url("postgres"), credentials);
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(postgres.getHost(), postgres.getMappedPort(POSTGRES_PORT), database);
  }

  private static void await(Callable<Boolean> fact) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(fact);
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  private static <C extends GenericContainer<?>> C fixed(C container, int port) {
    container.setPortBindings(
        List.of(LoopbackPorts.LOOPBACK + ":" + LoopbackPorts.anyFree() + ":" + port));
    return container;
  }
}
