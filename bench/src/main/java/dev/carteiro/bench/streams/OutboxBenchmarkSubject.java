// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.bench.service.RoleProcess;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** A broker, one topology process with its default settings, and the commands to its outbox. */
public final class OutboxBenchmarkSubject implements AutoCloseable {
  private static final String APPLICATION = "bench-outbox";
  private static final String HEAP = "768m";
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final KafkaService kafka;
  private final Path state;
  private final Function<String, Path> fresh;
  private final KafkaLoadWriter load;
  private final Admin admin;
  private final int instances;
  private RoleProcess topology;
  private long scheduled;

  private OutboxBenchmarkSubject(KafkaService kafka, Function<String, Path> fresh, int instances) {
    this.kafka = kafka;
    this.fresh = fresh;
    this.state = fresh.apply("state");
    this.load = new KafkaLoadWriter(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrap()));
    this.admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrap()));
    this.instances = instances;
  }

  /**
   * Starts both.
   *
   * @param fresh gives new paths for directories and files
   * @param instances that are bound
   * @param ratePerMinute of each
   * @param paused whether the instances are paused
   */
  public static OutboxBenchmarkSubject start(
      Function<String, Path> fresh, int instances, int ratePerMinute, boolean paused)
      throws ContenderUnavailableException {
    KafkaService kafka = KafkaService.start(fresh.apply("kafka"), fresh.apply("kafka.log"));
    OutboxBenchmarkSubject subject = new OutboxBenchmarkSubject(kafka, fresh, instances);
    subject.load.bind(instances, ratePerMinute, paused);
    subject.startTopology();
    return subject;
  }

  private String bootstrap() {
    return kafka.bootstrapServers();
  }

  public KafkaSettings kafka() {
    return kafka.settings();
  }

  public KafkaLoadWriter load() {
    return load;
  }

  /** Returns the broker's process. */
  public ProcessHandle store() {
    return kafka.handle();
  }

  /** Returns the topology's process. */
  public ProcessHandle handle() {
    return topology.handle();
  }

  /** Starts the topology; it is ready, its stores restored, when this returns. */
  public void startTopology() throws ContenderUnavailableException {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap());
    environment.put("TOPOLOGY_APPLICATION_ID", APPLICATION);
    environment.put("TOPOLOGY_STATE_DIR", state.toString());
    topology = RoleProcess.start("topology", environment, HEAP, fresh.apply("topology.log"));
  }

  /** Stops the topology; its stores stay on disk. */
  public void stopTopology() {
    topology.close();
  }

  /** Deletes the stores of the stopped topology. */
  public void forgetState() {
    DirectoryDeleter.delete(state);
  }

  /** Returns the size of the stores on disk, in bytes. */
  public long stateBytes() {
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(Files::isRegularFile).mapToLong(OutboxBenchmarkSubject::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException goneMeanwhile) {
      return 0;
    }
  }

  /**
   * Writes schedules, spread over all instances, and waits until the topology has consumed all of
   * them.
   */
  public void schedule(int count, LongFunction<Instant> at) {
    for (int n = 0; n < count; n++) {
      load.command(n % instances, at.apply(n));
    }
    scheduled += count;
    awaitTaken(Topic.SCHEDULE_MESSAGE, scheduled);
  }

  /** Writes messages for each instance, and waits until the topology has consumed all of them. */
  public void backlog(int ofEach) {
    for (int n = 0; n < ofEach * instances; n++) {
      load.command(n % instances, null);
    }
    awaitTaken(Topic.SEND_MESSAGE, (long) ofEach * instances);
  }

  /** Ends the pause of all instances. */
  public void unpause(int ratePerMinute) {
    load.bind(instances, ratePerMinute, false);
  }

  private void awaitTaken(Topic topic, long count) {
    load.flush();
    TopicDrainMeter drain = new TopicDrainMeter(admin, APPLICATION, topic.topicName(), count);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (drain.consumed() < count) {
      if (System.nanoTime() > end || !topology.handle().isAlive()) {
        throw new IllegalStateException("the topology does not take the commands");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Returns the sum of all samples in the topology's metrics whose line begins with a text. */
  public double metric(String begin) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + topology.address().getPort() + "/metrics"))
            .build();
    try {
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(begin))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (topology != null) {
      topology.close();
    }
    admin.close();
    load.close();
    kafka.close();
  }
}
