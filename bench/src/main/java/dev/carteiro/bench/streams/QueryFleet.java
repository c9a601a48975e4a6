// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.load.KafkaLoad;
import dev.carteiro.bench.load.MessageNames;
import dev.carteiro.bench.service.Bindings;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;

/** A broker and topology processes that share its partitions; messages went through them. */
public final class QueryFleet implements AutoCloseable {
  private static final String APPLICATION = "bench-query";
  private static final String HEAP = "512m";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaService kafka;
  private final List<RoleProcess> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Set<Integer> ofFirst = Set.of();

  private QueryFleet(KafkaService kafka) {
    this.kafka = kafka;
  }

  /**
   * Starts it; all messages are merged when this returns.
   *
   * @param fresh gives directories and files that nobody else has
   */
  public static QueryFleet start(
      Function<String, Path> fresh, int processes, int instances, int messages) throws Unavailable {
    QueryFleet fleet =
        new QueryFleet(KafkaService.start(fresh.apply("kafka"), fresh.apply("kafka.log")));
    try {
      fleet.fill(fresh, processes, instances, messages);
      return fleet;
    } catch (Unavailable | RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  private void fill(Function<String, Path> fresh, int count, int instances, int messages)
      throws Unavailable {
    Map<String, String> environment = new HashMap<>();
    environment.put(KafkaSettings.BOOTSTRAP_SERVERS.name(), kafka.bootstrapServers());
    environment.put("TOPOLOGY_APPLICATION_ID", APPLICATION);
    environment.put("BOOTSTRAP_ADMIN_KEY", Bindings.ADMIN_KEY);
    try (KafkaLoad load = new KafkaLoad(environment);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      load.bind(instances, 10);
      for (int n = 0; n < count; n++) {
        environment.put("TOPOLOGY_STATE_DIR", fresh.apply("state").toString());
        processes.add(
            RoleProcess.start("topology", environment, HEAP, fresh.apply("topology.log")));
      }
      // Before there is anything to move: a partition with a store is not handed over so soon.
      await(() -> shares().stream().noneMatch(Set::isEmpty), "all processes have partitions");
      MessageNames names = new MessageNames(instances);
      for (int n = 0; n < messages; n++) {
        load.webhook(names.webhook(n));
      }
      load.flush();
      Drain drain = new Drain(admin, APPLICATION, Topic.WEBHOOK.topicName(), messages);
      await(() -> drain.consumed() >= messages, "all messages are merged");
    }
    ofFirst = share(processes.get(0));
  }

  /** The first process; it is the one that is asked. */
  public InetSocketAddress address() {
    return processes.get(0).address();
  }

  /** All processes. */
  public List<ProcessHandle> handles() {
    return processes.stream().map(RoleProcess::handle).toList();
  }

  /** Whether the process that is asked has what is stored of an instance. */
  public boolean isLocal(InstanceKey instance) {
    return ofFirst.contains(Partitioning.of(instance.text(), kafka.settings().partitions()));
  }

  /** How the answer to a request looks; fails unless it is complete. */
  public JsonNode get(String path) {
    JsonNode answer = read(address(), path);
    if (answer.path("partial").booleanValue()) {
      throw new IllegalStateException("the answer lacks something: " + path);
    }
    return answer;
  }

  private List<Set<Integer>> shares() {
    return processes.stream().map(this::share).toList();
  }

  private Set<Integer> share(RoleProcess process) {
    String own = ":" + process.address().getPort();
    Set<Integer> partitions = new HashSet<>();
    for (JsonNode one : read(process.address(), "/api/query/processes").path("items")) {
      if (one.path("address").asText().endsWith(own)) {
        one.path("partitions").forEach(number -> partitions.add(number.intValue()));
      }
    }
    return partitions;
  }

  private JsonNode read(InetSocketAddress address, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
            .header("Authorization", "Bearer " + Bindings.ADMIN_KEY)
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " is answered " + answer.statusCode());
      }
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void await(BooleanSupplier fact, String what) throws Unavailable {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new Unavailable("not in time: " + what);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Override
  public void close() {
    processes.forEach(RoleProcess::close);
    kafka.close();
  }
}
