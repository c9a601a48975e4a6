// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.ConsoleRole;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.standalone.ChildJvm;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/**
 * The whole system for a test: Kafka and PostgreSQL of its own, and roles in this JVM or in JVMs of
 * their own. Waiting is for facts: {@link #awaitDrained} returns when everything accepted stands in
 * the database.
 */
final class WholeSystemFixture implements AutoCloseable {
  static final String ADMIN_KEY = "ck_for-tests-only-0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Topic> OUTPUTS =
      List.of(
          Topic.MESSAGE,
          Topic.MESSAGE_STATUS,
          Topic.INSTANCE_STATUS,
          Topic.EVENT,
          Topic.DEAD_LETTER,
          Topic.SEND_STATE,
          Topic.SEND_RESULT,
          Topic.ALERT,
          Topic.AUDIT,
          Topic.INSTANCE,
          Topic.TENANT);

  private final Path directory;
  private final RestartableServices platform;
  private final Map<String, String> environment;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<ProcessRole> roles = new ArrayList<>();
  private final List<ChildJvm> processes = new ArrayList<>();
  private int processesStarted;

  private WholeSystemFixture(
      Path directory, RestartableServices platform, Map<String, String> environment) {
    this.directory = directory;
    this.platform = platform;
    this.environment = environment;
  }

  /** Kafka and PostgreSQL, no role yet. */
  static WholeSystemFixture start(Path directory, Map<String, String> settings) {
    RestartableServices platform = RestartableServices.start(directory);
    Map<String, String> environment = new HashMap<>(platform.environment());
    environment.put("BRIDGE_PORT", Integer.toString(LoopbackPorts.anyFree()));
    environment.put("TOPOLOGY_PORT", "0");
    environment.put("SENDER_PORT", "0");
    environment.put("SINK_PORT", "0");
    environment.put("TOPIC_PARTITIONS", "4");
    environment.put("BOOTSTRAP_ADMIN_KEY", ADMIN_KEY);
    environment.put("TOPOLOGY_STATE_DIR", directory.resolve("state").toString());
    environment.putAll(settings);
    return new WholeSystemFixture(directory, platform, environment);
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  RestartableServices platform() {
    return platform;
  }

  /** Bridge, topology and sink in this JVM. */
  WholeSystemFixture withRolesInside() {
    List.of("bridge", "topology", "sink").forEach(this::startAgain);
    awaitReady();
    return this;
  }

  /** A sender in this JVM, too. */
  WholeSystemFixture withSenderInside() {
    startAgain("sender");
    awaitReady();
    return this;
  }

  /** A console in this JVM; the ports of the roles must be settings, so that it finds them. */
  WholeSystemFixture withConsoleInside() {
    startAgain("console");
    return this;
  }

  /** The same, by a clock of the test's own. */
  WholeSystemFixture withConsoleInside(Clock clock) {
    startInside(
        new ConsoleRole(
            new Environment(environment).bind(ConsoleSettings.class),
            MeterRegistryFactory.registry(),
            clock));
    return this;
  }

  /** Ends a role of this JVM as SIGTERM would. */
  void stop(String name) {
    ProcessRole role =
        roles.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    roles.remove(role);
    role.close();
  }

  /** Starts a role in this JVM that is not running. */
  void startAgain(String name) {
    startInside(role(name, new Environment(environment)));
  }

  /** A role with these settings; it is not started. */
  static ProcessRole role(String name, Environment settings) {
    ModuleRoleFactory built = new ModuleRoleFactory();
    PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
    return switch (name) {
      case "bridge" -> built.bridge(settings.bind(BridgeSettings.class), metrics);
      case "topology" -> built.topology(settings.bind(TopologySettings.class), metrics);
      case "sender" -> built.sender(settings.bind(SenderSettings.class), metrics);
      case "sink" -> built.sink(settings.bind(SinkSettings.class), metrics);
      case "console" -> built.console(settings.bind(ConsoleSettings.class), metrics);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private void startInside(ProcessRole role) {
    roles.add(role);
    role.start();
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              for (ProcessRole role : roles) {
                if (!role.health().ready()) {
                  throw new AssertionError(role.name() + " is not ready: " + role.health());
                }
              }
            });
  }

  /** A role in a JVM of its own; it is not waited for. */
  ChildJvm process(String role, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("LOG_LEVEL", "info");
    all.putAll(settings);
    Path output = logs().resolve("%02d-%s.log".formatted(processesStarted++, role));
    ChildJvm process = ChildJvm.start(output, all, dev.carteiro.cli.CommandLineMain.class, role);
    processes.add(process);
    return process;
  }

  /** Outlives the test, for who wants to know why. */
  private Path logs() {
    try {
      return Files.createDirectories(
          Path.of("target", "role-logs").resolve(directory.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI bridge(String path) {
    return URI.create("http://127.0.0.1:" + environment.get("BRIDGE_PORT") + path);
  }

  /** Where the console is; its port must be a setting. */
  URI console(String path) {
    return URI.create("http://127.0.0.1:" + environment.get("CONSOLE_PORT") + path);
  }

  /** Waits until a role's HTTP server says that it is ready. */
  void awaitReady(URI base) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () ->
                http.send(HttpRequest.newBuilder(base.resolve("/health/ready")).build(), text())
                        .statusCode()
                    == 200);
  }

  /** Registers an instance with a tenant, which is made if need be. */
  void bind(String instance, String tenant) {
    put("/api/tenants/" + tenant, Map.of("name", tenant));
    put("/api/instances/" + encoded(instance), Map.of("tenantId", tenant));
  }

  void bind(String instance, Map<String, Object> binding) {
    put("/api/tenants/" + binding.get("tenantId"), Map.of("name", binding.get("tenantId")));
    put("/api/instances/" + encoded(instance), binding);
  }

  /** Gives a tenant a limit over all its instances. */
  void limit(String tenant, int ratePerMinute) {
    put("/api/tenants/" + tenant, Map.of("name", tenant, "ratePerMinute", ratePerMinute));
  }

  private static String encoded(String instance) {
    return java.net.URLEncoder.encode(instance, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void put(String path, Map<String, Object> body) {
    HttpRequest request =
        HttpRequest.newBuilder(bridge(path))
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    // A bridge that was just killed or whose Kafka is away asks to come again.
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              HttpResponse<String> response = http.send(request, text());
              if (response.statusCode() / 100 == 4) {
                throw new AssertionError(
                    path + " answered " + response.statusCode() + " " + response.body());
              }
              return response.statusCode() / 100 == 2;
            });
  }

  /** Posts a webhook once and returns the status; 0 when there was no answer. */
  int post(byte[] body) {
    return post("/webhooks/evolution", body);
  }

  int post(String path, byte[] body) {
    return answer(path, body).status();
  }

  /**
   * What the bridge said.
   *
   * @param status 0 when there was no answer
   * @param retryAfter whether it named a time to come again
   */
  record PostResult(int status, boolean retryAfter) {}

  PostResult answer(String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(bridge(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, text());
      return new PostResult(
          response.statusCode(), response.headers().firstValue("Retry-After").isPresent());
    } catch (IOException noAnswer) {
      return new PostResult(0, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int post(JsonNode body) {
    return post(Json.write(body));
  }

  /** A connection to the database, as the owner of the tables. Close it. */
  Connection database() throws SQLException {
    DatabaseSettings database = platform.database();
    Properties credentials = new Properties();
    credentials.put("user", database.user());
    database.password().ifPresent(password -> credentials.put("password", password));
    return DriverManager.getConnection(database.url(), credentials);
  }

  /** Rows of a query, each as column → text. */
  List<Map<String, String>> rows(String sql, Object... parameters) {
    try (Connection connection = database();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<Map<String, String>> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        int columns = results.getMetaData().getColumnCount();
        while (results.next()) {
          Map<String, String> row = new LinkedHashMap<>();
          for (int c = 1; c <= columns; c++) {
            row.put(results.getMetaData().getColumnLabel(c), results.getString(c));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Every row of the tables that hold what was received, for comparing the whole content. */
  Map<String, List<String>> contents() {
    Map<String, List<String>> contents = new LinkedHashMap<>();
    for (String table :
        List.of(
            "messages",
            "message_media",
            "message_status_history",
            "message_edits",
            "reactions",
            "instance_status_history",
            "whatsapp_instances",
            "chats",
            "contacts",
            "events",
            "dead_letters")) {
      contents.put(
          table,
          rows("SELECT t::text AS row FROM " + table + " t ORDER BY 1").stream()
              .map(row -> row.get("row"))
              .toList());
    }
    return contents;
  }

  /**
   * Waits until the topology has processed all that was accepted and the sink has written all that
   * came of it.
   */
  void awaitDrained() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsMatching(
            e -> e instanceof IllegalStateException || e instanceof ExecutionException)
        .until(() -> topologyLag() == 0 && !anythingUnwritten());
  }

  /** Records of the input topics that the topology has not committed. */
  long topologyLag() throws ExecutionException, InterruptedException {
    return topologyLag(List.of(Topic.WEBHOOK, Topic.INSTANCE));
  }

  private long topologyLag(List<Topic> topics) throws ExecutionException, InterruptedException {
    return lag(environment.getOrDefault("TOPOLOGY_APPLICATION_ID", "carteiro-topology"), topics);
  }

  /** Records of the topics that a consumer group has not committed. */
  long lag(String group, List<Topic> topics) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(KafkaClientProperties.common(kafka(), "test-admin"));
        Consumer<String, byte[]> consumer = consumer()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      long lag = 0;
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer, topics));
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        lag += end.getValue() - (offset == null ? 0 : offset.offset());
      }
      return lag;
    }
  }

  private boolean anythingUnwritten() {
    Map<TopicPartition, Long> written = new HashMap<>();
    for (Map<String, String> row : rows("SELECT topic, partition, next_offset FROM sink_offset")) {
      written.put(
          new TopicPartition(row.get("topic"), Integer.parseInt(row.get("partition"))),
          Long.parseLong(row.get("next_offset")));
    }
    try (Consumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, OUTPUTS);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      partitions.forEach(
          partition -> consumer.seek(partition, written.getOrDefault(partition, 0L)));
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
          return true;
        }
      }
      return false;
    }
  }

  /** Every committed record of a topic, in order within each partition. */
  List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    return records(topic.topicName(), new StringDeserializer());
  }

  /** Every committed record of any topic, in order within each partition. */
  <K> List<ConsumerRecord<K, byte[]>> records(String topic, Deserializer<K> keys) {
    try (Consumer<K, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaClientProperties.consumer(kafka(), "test-reader"),
            keys,
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<K, byte[]>> records = new ArrayList<>();
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  /**
   * Offsets after the last committed record of each partition of the topics that the sink reads.
   */
  Map<TopicPartition, Long> outputEnds() {
    try (Consumer<String, byte[]> consumer = consumer()) {
      return consumer.endOffsets(partitions(consumer, OUTPUTS));
    }
  }

  /** Members of a consumer group that have partitions; empty while the group is not stable. */
  List<Set<TopicPartition>> sharesOf(String group) {
    try (Admin admin = Admin.create(KafkaClientProperties.common(kafka(), "test-admin"))) {
      ConsumerGroupDescription description =
          admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
      return description.groupState() != GroupState.STABLE
          ? List.of()
          : description.members().stream()
              .map(member -> member.assignment().topicPartitions())
              .filter(partitions -> !partitions.isEmpty())
              .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      return List.of();
    }
  }

  /** Waits until the topology has read every binding that was written so far. */
  void awaitBindingsRead() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(() -> topologyLag(List.of(Topic.INSTANCE)) == 0);
  }

  private KafkaSettings kafka() {
    return new Environment(environment).bind(KafkaSettings.class);
  }

  private Consumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaClientProperties.consumer(kafka(), "test-reader"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(Consumer<?, ?> consumer, List<Topic> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  @Override
  public void close() {
    for (int i = 0; i < roles.size(); i++) {
      roles.get(i).close();
    }
    processes.forEach(ChildJvm::close);
    platform.close();
  }
}
