// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.standalone.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Several topology processes, what they are fed with, and a client of their queries. */
final class TopologyProcessFleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final WholeSystemFixture backbone;
  private final Path directory;
  private final Producer<String, byte[]> producer;
  private final List<ProcessRole> roles = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** What a process answered. */
  record QueryResponse(int status, JsonNode body, String text) {}

  private final AtomicReference<Exception> refused = new AtomicReference<>();

  TopologyProcessFleet(WholeSystemFixture backbone, Path directory) {
    this.backbone = backbone;
    this.directory = directory;
    KafkaSettings kafka = new Environment(backbone.environment()).bind(KafkaSettings.class);
    new TopicProvisioner(kafka).ensure();
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "query-load");
    properties.put("max.block.ms", 60_000);
    properties.put("linger.ms", 20);
    properties.put("delivery.timeout.ms", 120_000);
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** A topology in this JVM. */
  void startInside() {
    ProcessRole role = WholeSystemFixture.role("topology", new Environment(settings()));
    roles.add(role);
    role.start();
  }

  /** A topology in a JVM of its own, so that it can be killed. */
  ChildJvm startProcess(Map<String, String> more) {
    Map<String, String> settings = settings();
    settings.keySet().retainAll(List.of("TOPOLOGY_PORT", "TOPOLOGY_STATE_DIR"));
    settings.putAll(more);
    return backbone.process("topology", settings);
  }

  private Map<String, String> settings() {
    int port = LoopbackPorts.anyFree();
    ports.add(port);
    Map<String, String> settings = new HashMap<>(backbone.environment());
    settings.put("TOPOLOGY_PORT", Integer.toString(port));
    settings.put("TOPOLOGY_STATE_DIR", directory.resolve("state-" + port).toString());
    return settings;
  }

  /** The processes' ports, in the order in which they were started. */
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  void tenant(String id) {
    write(Topic.TENANT, id, new TenantRecord(1, id, id, null, null, Instant.now(), "test"));
  }

  void bind(InstanceKey instance, String tenant) {
    write(
        Topic.INSTANCE,
        instance.text(),
        new InstanceBinding(
            1,
            instance,
            tenant,
            null,
            null,
            List.of("http://127.0.0.1:9"),
            "load",
            null,
            false,
            false,
            null,
            Instant.now(),
            "test"));
  }

  void key(String secret, ApiKeyRecord.ApiKeyRole role, String tenant) {
    write(
        Topic.API_KEY,
        Sha256Fingerprint.of(secret),
        new ApiKeyRecord(1, "key-" + tenant, role, tenant, "test", Instant.now()));
  }

  void webhook(InstanceKey instance, JsonNode body) {
    write(Topic.WEBHOOK, instance.text(), body);
  }

  void write(Topic topic, String key, Object value) {
    producer.send(
        new ProducerRecord<>(topic.topicName(), key, Json.write(value)),
        (written, failure) -> {
          if (failure != null) {
            refused.set(failure);
          }
        });
  }

  void flush() {
    producer.flush();
    assertThat(refused.get()).isNull();
  }

  /** Waits until the topology has processed everything, and every process is ready. */
  void awaitSettled() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> backbone.topologyLag() == 0);
    ports.forEach(port -> backbone.awaitReady(URI.create("http://127.0.0.1:" + port)));
  }

  /** Waits until so many processes have partitions. */
  void awaitShared(int processes) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> backbone.sharesOf(RoleProcessFleet.TOPOLOGY_GROUP).size() == processes);
    ports.forEach(port -> backbone.awaitReady(URI.create("http://127.0.0.1:" + port)));
  }

  /** An answer that lacks nothing: a busy machine may need more than one deadline for it. */
  QueryResponse whole(int port, String path, String key) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> get(port, path, key),
            answer ->
                answer.status() != 503
                    && (answer.body() == null || !answer.body().path("partial").booleanValue()));
  }

  /** An answer of those that have one; it may lack what others hold. */
  QueryResponse some(int port, String path, String key) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> get(port, path, key), answer -> answer.status() != 503);
  }

  QueryResponse get(int port, String path, String key) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .header("Authorization", "Bearer " + key)
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      String type = response.headers().firstValue("Content-Type").orElse("");
      boolean json = type.startsWith("application/json") || type.contains("problem+json");
      return new QueryResponse(
          response.statusCode(),
          json ? Json.mapper().readTree(response.body()) : null,
          json ? null : new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new QueryResponse(0, null, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    roles.forEach(ProcessRole::close);
  }
}
