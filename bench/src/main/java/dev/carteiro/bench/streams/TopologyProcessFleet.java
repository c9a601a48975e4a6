// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.load.NumberedMessageFactory;
import dev.carteiro.bench.service.BenchmarkInstanceBinder;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.KeyPartitioner;
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

/** A broker, topology processes that share its partitions, and the messages that they merge. */
public final class TopologyProcessFleet implements AutoCloseable {
  private static final String APPLICATION = "bench-messages";
  private static final String HEAP = "512m";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaService kafka;
  private final Function<String, Path> fresh;
  private final Map<String, String> settings;
  private final NumberedMessageFactory names;
  private final KafkaLoadWriter load;
  private final Admin admin;
  private final List<Path> states = new ArrayList<>();
  private final List<RoleProcess> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Set<Integer> ofFirst = Set.of();
  private long merged;

  private TopologyProcessFleet(
      KafkaService kafka, Function<String, Path> fresh, Map<String, String> more, int instances) {
    this.kafka = kafka;
    this.fresh = fresh;
    this.settings = new HashMap<>(more);
    settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    settings.put("TOPOLOGY_APPLICATION_ID", APPLICATION);
    settings.put("BOOTSTRAP_ADMIN_KEY", BenchmarkInstanceBinder.ADMIN_KEY);
    this.names = new NumberedMessageFactory(instances);
    this.load = new KafkaLoadWriter(settings);
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    load.bind(instances, 10);
  }

  /**
   * Starts the broker and the processes; each process has partitions, and no message, when this
   * returns.
   *
   * @param fresh gives new paths for directories and files
   * @param settings that differ from the defaults
   */
  public static TopologyProcessFleet start(
      Function<String, Path> fresh, Map<String, String> settings, int processes, int instances)
      throws ContenderUnavailableException {
    KafkaService kafka = KafkaService.start(fresh.apply("kafka"), fresh.apply("kafka.log"));
    TopologyProcessFleet fleet = null;
    try {
      fleet = new TopologyProcessFleet(kafka, fresh, settings, instances);
      for (int n = 0; n < processes; n++) {
        fleet.states.add(fresh.apply("state"));
      }
      fleet.startProcesses();
      return fleet;
    } catch (ContenderUnavailableException | RuntimeException e) {
      if (fleet == null) {
        kafka.close();
      } else {
        fleet.close();
      }
      throw e;
    }
  }

  private void startProcesses() throws ContenderUnavailableException {
    for (Path state : states) {
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("TOPOLOGY_STATE_DIR", state.toString());
      processes.add(RoleProcess.start("topology", environment, HEAP, fresh.apply("topology.log")));
    }
    // Before there are messages: a partition with a filled store is not moved so soon.
    await(() -> shares().stream().noneMatch(Set::isEmpty), "all processes have partitions");
    ofFirst = share(processes.get(0));
  }

  /** Restarts the processes on their present stores. */
  public void restart() throws ContenderUnavailableException {
    processes.forEach(RoleProcess::close);
    processes.clear();
    startProcesses();
  }

  /** Writes messages with the next numbers, and measures the processes until all are merged. */
  public MeasurementSample merge(int messages) {
    for (long n = merged; n < merged + messages; n++) {
      load.webhook(names.webhook(n));
    }
    load.flush();
    long before = merged;
    merged += messages;
    return new TopicDrainMeter(admin, APPLICATION, Topic.WEBHOOK.topicName(), before, merged)
        .watch(handles(), () -> "the topology's logs say more");
  }

  /** Returns the address of the first process, which queries go to. */
  public InetSocketAddress address() {
    return processes.get(0).address();
  }

  /** All processes. */
  public List<ProcessHandle> handles() {
    return processes.stream().map(RoleProcess::handle).toList();
  }

  /** Returns whether the first process stores the messages of an instance. */
  public boolean isLocal(InstanceKey instance) {
    return ofFirst.contains(
        KeyPartitioner.of(
            instance.text(), new Environment(settings).bind(KafkaSettings.class).partitions()));
  }

  /** Returns the response to a query; throws if it is partial. */
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
            .header("Authorization", "Bearer " + BenchmarkInstanceBinder.ADMIN_KEY)
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

  private static void await(BooleanSupplier fact, String what)
      throws ContenderUnavailableException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new ContenderUnavailableException("not in time: " + what);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Override
  public void close() {
    processes.forEach(RoleProcess::close);
    admin.close();
    load.close();
    kafka.close();
  }
}
