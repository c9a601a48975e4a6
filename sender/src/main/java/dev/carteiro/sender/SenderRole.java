// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.kafka.BrokerClock;
import dev.carteiro.runtime.kafka.CompactedTopicView;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import dev.carteiro.runtime.kafka.WorkerRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.sender.claim.DispatchClaimLoop;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender role: reads the topology's dispatches, calls Evolution, and writes the result of each.
 *
 * <p>A dispatch is claimed first: one Kafka transaction writes {@code STARTED} and commits the
 * consumed offset. Only then Evolution is called, once. So no message is sent by two senders,
 * whatever process is killed, and an attempt without an outcome is known to be uncertain. Any
 * number of processes share the partitions.
 */
public final class SenderRole extends WorkerRole {
  private static final Logger LOG = LoggerFactory.getLogger(SenderRole.class);
  private static final int HTTP_THREADS = 8;

  /** The part of the grace period that is kept for the results of the last calls. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(50);

  /** The maximum time to wait for the first reading of the brokers' clock. */
  private static final Duration CLOCK_TIMEOUT = Duration.ofSeconds(15);

  private final SenderSettings settings;
  private final BrokerClock clock;
  private final PrometheusMeterRegistry registry;
  private final SenderMetrics metrics;
  private final SenderStatus status = new SenderStatus();
  private final String senderId = "sender-" + UUID.randomUUID().toString().substring(0, 8);
  private volatile DispatchPipeline pipeline;

  public SenderRole(SenderSettings settings, PrometheusMeterRegistry registry, Clock clock) {
    super("sender", settings.http(), registry, HTTP_THREADS, settings.shutdown().grace());
    this.settings = settings;
    this.clock = new BrokerClock(settings.kafka(), "sender", clock, registry);
    this.registry = registry;
    this.metrics = new SenderMetrics(registry);
  }

  @Override
  public RoleHealth health() {
    DispatchPipeline current = pipeline;
    return current == null
        ? status.health(null, null)
        : status.health(current.problem(), current.servers());
  }

  @Override
  protected void obstacle(String reason) {
    status.kafka(reason);
  }

  @Override
  protected boolean connect() {
    new TopicProvisioner(settings.kafka()).ensure();
    return true;
  }

  @Override
  protected void run() throws InterruptedException {
    clock.start();
    try (CompactedTopicView<InstanceBinding> bindings =
        new CompactedTopicView<>(settings.kafka(), Topic.INSTANCE, InstanceBinding.class)) {
      TopicViewMetrics.register(registry, "sender", Topic.INSTANCE, bindings::unreadable);
      bindings.start();
      // Without all bindings every dispatch would be returned as not sent.
      while (!bindings.caughtUp().isDone() && !pause(POLL)) {
        LOG.debug("bindings are being read");
      }
      // By a wrong clock every dispatch could be expired.
      long end = System.nanoTime() + CLOCK_TIMEOUT.toNanos();
      while (clock.offset().isEmpty() && System.nanoTime() - end < 0 && !pause(POLL)) {
        LOG.debug("the brokers' time is not known");
      }
      if (isStopping()) {
        return;
      }
      if (clock.offset().isEmpty()) {
        LOG.warn("the brokers' time is not known yet; ages are judged by this machine's clock");
      }
      bindings.caughtUp().join();
      status.bindings(null);
      bindings.failure().whenComplete((nothing, reason) -> failure().completeExceptionally(reason));
      DispatchPipeline created =
          new DispatchPipeline(
              settings, metrics, clock, senderId, bindings, failure()::completeExceptionally);
      pipeline = created;
      new DispatchClaimLoop(
              () -> created.session(status, this::isStopping), status, metrics, this::pause)
          .run();
    }
  }

  @Override
  protected void stop() {
    DispatchPipeline current = pipeline;
    if (current != null) {
      current.stop();
    }
  }

  @Override
  protected void drain(Duration left) {
    DispatchPipeline current = pipeline;
    if (current != null) {
      current.close(left, FLUSH);
    }
    clock.close();
  }
}
