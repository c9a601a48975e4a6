// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.api.ApiKeyGenerator;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.standalone.embedded.EmbeddedPostgresServer;
import dev.carteiro.standalone.embedded.PostgresSupervisor;
import dev.carteiro.standalone.embedded.StartupTransactionRepair;
import dev.carteiro.topology.TopologySettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data directory with its keys, and Kafka and PostgreSQL where they are embedded. */
final class StandaloneServices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneServices.class);

  /** Group member id of the only process that uses the embedded Kafka. */
  private static final String GROUP_INSTANCE_ID = "up";

  /** Partitions of a new embedded Kafka; each adds to every commit, and one machine needs few. */
  private static final int PARTITIONS = 4;

  private final Environment given;
  private final StandaloneSettings settings;
  private final DataDirectory directory;
  private final DataDirectory.DirectoryLock lock;
  private final boolean first;
  private final String adminKey;
  private volatile int partitions;
  private volatile EmbeddedKafkaBroker kafka;
  private volatile EmbeddedPostgresServer postgres;
  private volatile PostgresSupervisor supervisor;

  /** Creates and locks the data directory; starts nothing yet. */
  StandaloneServices(Environment given) {
    this.given = given;
    this.settings = given.bind(StandaloneSettings.class);
    this.directory = settings.data();
    directory.create();
    this.lock = directory.lock();
    this.first = DataDirectory.read(directory.adminKey()).isEmpty();
    this.adminKey = DataDirectory.secret(directory.adminKey(), ApiKeyGenerator::secret);
  }

  void startKafka() {
    if (!given.has("KAFKA_BOOTSTRAP_SERVERS")) {
      EmbeddedKafkaBroker started =
          EmbeddedKafkaBroker.start(
              new EmbeddedKafkaBroker.EmbeddedKafkaSettings(
                  directory.kafka(),
                  settings.kafkaPort(),
                  settings.kafkaControllerPort(),
                  given.bind(KafkaSettings.class).maxRecordBytes()));
      partitions = started.partitions(Topic.WEBHOOK.topicName()).orElse(PARTITIONS);
      kafka = started;
    }
  }

  /**
   * Ends the hanging transactions of the embedded Kafka before anybody begins a transaction: the
   * next one of the same producer would become one with the hanging one.
   */
  void repairTransactions() {
    if (kafka != null) {
      StartupTransactionRepair.run(environment().bind(KafkaSettings.class));
    }
  }

  void startPostgres() {
    if (!given.has("DATABASE_URL")) {
      EmbeddedPostgresServer started =
          EmbeddedPostgresServer.start(
              EmbeddedPostgresServer.EmbeddedPostgresSettings.in(
                  directory.postgres(), settings.postgresPort()));
      postgres = started;
      supervisor = new PostgresSupervisor(started);
      supervisor.start();
    }
  }

  Environment environment() {
    Map<String, String> more = new HashMap<>();
    more.put("BOOTSTRAP_ADMIN_KEY", adminKey);
    if (!given.has("TOPOLOGY_STATE_DIR")) {
      more.put("TOPOLOGY_STATE_DIR", directory.state().toString());
    }
    if (kafka != null) {
      more.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
      if (!given.has("KAFKA_GROUP_INSTANCE_ID")) {
        // The directory is locked: there is one such process.
        more.put("KAFKA_GROUP_INSTANCE_ID", GROUP_INSTANCE_ID);
      }
      if (!given.has("TOPIC_PARTITIONS")) {
        more.put("TOPIC_PARTITIONS", Integer.toString(partitions));
      }
    }
    if (postgres != null) {
      DatabaseSettings database = postgres.database();
      more.put("DATABASE_URL", database.url());
      more.put("DATABASE_USER", database.user());
      database.password().ifPresent(password -> more.put("DATABASE_PASSWORD", password));
    }
    return given.with(more);
  }

  /** The settings by which other commands find what runs here, with the files of secrets. */
  Map<String, String> addresses() {
    Environment environment = environment();
    Map<String, String> addresses = new HashMap<>();
    KafkaSettings connection = environment.bind(KafkaSettings.class);
    addresses.put("KAFKA_BOOTSTRAP_SERVERS", connection.bootstrapServers());
    addresses.put("TOPIC_PARTITIONS", Integer.toString(connection.partitions()));
    DatabaseSettings database = environment.bind(DatabaseSettings.class);
    addresses.put("DATABASE_URL", database.url());
    addresses.put("DATABASE_USER", database.user());
    addresses.put(
        "TOPOLOGY_STATE_DIR",
        environment.bind(TopologySettings.StateDirectorySettings.class).path().toString());
    if (postgres != null) {
      addresses.put("DATABASE_PASSWORD_FILE", postgres.settings().passwordFile().toString());
    }
    return addresses;
  }

  Optional<PostgresSupervisor> postgresSupervisor() {
    return Optional.ofNullable(supervisor);
  }

  DataDirectory directory() {
    return directory;
  }

  String adminKey() {
    return adminKey;
  }

  Optional<String> newAdminKey() {
    return first ? Optional.of(adminKey) : Optional.empty();
  }

  @Override
  public void close() {
    close("postgres-supervisor", supervisor);
    close("postgres", postgres);
    close("kafka", kafka);
    close("lock", lock);
  }

  /** Closes a resource, unless it is null; a failure does not keep others from being closed. */
  static void close(String what, AutoCloseable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
      LOG.info("stopped {}", what);
    } catch (Exception e) {
      LOG.error("{} did not stop cleanly", what, e);
    }
  }
}
