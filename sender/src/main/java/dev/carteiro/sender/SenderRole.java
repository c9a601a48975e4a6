// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.kafka.BrokerClock;
import dev.carteiro.runtime.kafka.CompactedTopicView;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.sender.claim.DispatchClaimLoop;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender role: reads the topology's dispatches, calls Evolution, and writes the result of each.
 *
 * <p>A dispatch is claimed first: one Kafka transaction writes {@code STARTED} and commits the
 * consumed offset. Only then Evolution is called, once. So no message is sent by two senders,
 * whatever process is killed, and an attempt without an outcome is known to be uncertain. Any
 * number of processes share the partitions.
 *
 * <p>If Kafka is unreachable at the start, the role starts and retries; {@link #health} shows what
 * it waits for.
 */
public final class SenderRole implements ProcessRole {
  private static final Logger LOG = LoggerFactory.getLogger(SenderRole.class);
  private static final int HTTP_THREADS = 8;

  /** The part of the grace period that is kept for the results of the last calls. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  /** The maximum time to wait for the first reading of the brokers' clock. */
  private static final Duration CLOCK_PATIENCE = Duration.ofSeconds(15);

  private final SenderSettings settings;
  private final BrokerClock clock;
  private final PrometheusMeterRegistry registry;
  private final SenderMetrics metrics;
  private final SenderStatus status = new SenderStatus();
  private final RoleHttpServer http;
  private final String senderId = "sender-" + UUID.randomUUID().toString().substring(0, 8);
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::work, "sender-claims");
  private volatile DispatchPipeline desk;
  private boolean prepared;

  public SenderRole(SenderSettings settings, PrometheusMeterRegistry registry, Clock clock) {
    this.settings = settings;
    this.clock = new BrokerClock(settings.kafka(), "sender", clock, registry);
    this.registry = registry;
    this.metrics = new SenderMetrics(registry);
    this.http = new RoleHttpServer(settings.http(), this, registry, HTTP_THREADS, javalin -> {});
  }

  @Override
  public String name() {
    return "sender";
  }

  @Override
  public int port() {
    return http.port();
  }

  @Override
  public RoleHealth health() {
    DispatchPipeline current = desk;
    return current == null
        ? status.health(null, null)
        : status.health(current.problem(), current.servers());
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void start() {
    http.start();
    // The first try is made here: the caller learns of errors that a retry cannot solve.
    prepared = prepare();
    thread.setUncaughtExceptionHandler((t, e) -> failure.completeExceptionally(e));
    if (!prepared) {
      LOG.warn("the sender waits for its surroundings: {}", status.health(null, null));
    }
    thread.start();
  }

  @Override
  public void close() {
    long end = System.nanoTime() + settings.shutdownGrace().toNanos();
    closing.countDown();
    try {
      join(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      DispatchPipeline current = desk;
      if (current != null) {
        current.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())), FLUSH);
      }
      clock.close();
      http.close();
    }
  }

  private void join(long end) throws InterruptedException {
    DispatchPipeline current = desk;
    if (current != null) {
      current.stop();
    }
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    if (thread.isAlive()) {
      LOG.warn("the claim under way did not end in time; nothing of it is called");
      thread.interrupt();
    }
  }

  private void work() {
    try {
      int failures = 0;
      while (!prepared && !await(RetryBackoff.delay(++failures))) {
        prepared = prepare();
      }
      if (closing.getCount() > 0) {
        send();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the sender stopped; what was not claimed waits in Kafka", e);
      status.kafka("the sender stopped: " + e.getMessage());
      failure.completeExceptionally(e);
    }
  }

  /**
   * Creates missing topics.
   *
   * @return false when Kafka is unreachable
   * @throws StartupException when a retry would not help
   */
  private boolean prepare() {
    try {
      new TopicProvisioner(settings.kafka()).ensure();
      return true;
    } catch (StartupException e) {
      if (!e.code().equals("KAFKA_UNREACHABLE")) {
        throw e;
      }
      status.kafka(e.getMessage());
      return false;
    }
  }

  private void send() throws InterruptedException {
    clock.start();
    try (CompactedTopicView<InstanceBinding> bindings =
        new CompactedTopicView<>(settings.kafka(), Topic.INSTANCE, InstanceBinding.class)) {
      TopicViewMetrics.register(registry, "sender", Topic.INSTANCE, bindings::unreadable);
      bindings.start();
      if (!caughtUp(bindings) || !clockKnown()) {
        return;
      }
      status.bindings(null);
      bindings.failure().whenComplete((nothing, reason) -> failure.completeExceptionally(reason));
      DispatchPipeline made =
          new DispatchPipeline(
              settings, metrics, clock, senderId, bindings::get, failure::completeExceptionally);
      desk = made;
      made.probe(bindings::values);
      new DispatchClaimLoop(
              () -> made.session(status, () -> closing.getCount() == 0), status, metrics, closing)
          .run();
    }
  }

  /**
   * Waits until all bindings are read: without them every dispatch would be returned as not sent.
   * Returns false when the role is closed.
   */
  private boolean caughtUp(CompactedTopicView<InstanceBinding> bindings)
      throws InterruptedException {
    while (!bindings.caughtUp().isDone()) {
      if (await(Duration.ofMillis(50))) {
        return false;
      }
    }
    bindings.caughtUp().join();
    return true;
  }

  /**
   * Waits for the brokers' time, for a limited time: by a wrong clock every dispatch could be
   * expired. Returns false when the role is closed.
   */
  private boolean clockKnown() throws InterruptedException {
    long end = System.nanoTime() + CLOCK_PATIENCE.toNanos();
    while (clock.offset().isEmpty()) {
      if (System.nanoTime() - end > 0) {
        LOG.warn("the brokers' time is not known yet; ages are judged by this machine's clock");
        return true;
      }
      if (await(Duration.ofMillis(50))) {
        return false;
      }
    }
    return true;
  }

  /** Waits; returns true when the role was closed meanwhile. */
  private boolean await(Duration time) throws InterruptedException {
    return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
