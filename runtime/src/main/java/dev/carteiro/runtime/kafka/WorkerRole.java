// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.runtime.lifecycle.StartupException;
import io.javalin.config.JavalinConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role with an HTTP server and a worker thread. The server listens from the start. The thread
 * connects, and retries until it has; then it opens the role's parts and runs. {@link #start}
 * returns after the first attempt to connect, or throws what a retry would not solve.
 *
 * <p>A close stops the work, waits for the thread, drains what was accepted, and closes the server
 * and the role's resources, in this order and within the grace period.
 */
public abstract class WorkerRole implements ProcessRole {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRole.class);

  /** Between two attempts to connect: callers of the role are refused until one succeeds. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final HttpServerSettings settings;
  private final PrometheusMeterRegistry metrics;
  private final int httpThreads;
  private final Duration grace;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;
  private volatile boolean opened;
  private RoleHttpServer http;
  private BrokerClock clock;

  protected WorkerRole(
      String name,
      HttpServerSettings settings,
      PrometheusMeterRegistry metrics,
      int httpThreads,
      Duration grace) {
    this.name = name;
    this.settings = settings;
    this.metrics = metrics;
    this.httpThreads = httpThreads;
    this.grace = grace;
  }

  protected void configure(JavalinConfig config) {}

  /**
   * Connects to what the role needs; false, or an exception that {@link #mayRecover} accepts, when
   * a retry may succeed.
   */
  protected boolean connect() {
    return true;
  }

  protected boolean mayRecover(StartupException failed) {
    return failed.isKafkaUnreachable();
  }

  /** Shows in {@link #health} why {@link #connect} failed, or why the role has ended. */
  protected void obstacle(String reason) {}

  /** Opens the role's parts, once, after {@link #connect}; a close interrupts both. */
  protected void open() {}

  /** Works on the worker thread until {@link #isStopping}. */
  protected void run() throws InterruptedException {}

  /** Makes {@link #run} return soon; may be called when the role was not started. */
  protected void stop() {}

  /** Completes what was accepted after {@link #run}, in what is left of the grace period. */
  protected void drain(Duration left) {}

  /** Closes the role's resources, after the HTTP server. */
  protected void release() {}

  /** How long {@link #start} waits for the first attempt to connect. */
  protected Duration startLimit() {
    return Duration.ofMinutes(10);
  }

  /** Lets the process report how far its clock is off the brokers', from the start to the close. */
  public final WorkerRole reporting(BrokerClock brokerClock) {
    clock = brokerClock;
    return this;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int port() {
    return http.port();
  }

  @Override
  public final CompletableFuture<Void> failure() {
    return failure;
  }

  protected final boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits; returns true, at once, when the role is stopping. */
  protected final boolean pause(Duration time) throws InterruptedException {
    return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public final void start() {
    http = new RoleHttpServer(settings, this, metrics, httpThreads, this::configure);
    http.start();
    worker = new DaemonThreadFactory(name + "-worker").newThread(this::work);
    worker.start();
    try {
      started.get(startLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      logWaiting();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException("cannot start " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (clock != null && !isStopping()) {
      clock.start();
    }
  }

  private void work() {
    try {
      for (int failures = 1; !tryToConnect(); failures++) {
        logWaiting();
        Duration delay = RetryBackoff.delay(failures);
        if (pause(delay.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : delay)) {
          return;
        }
      }
      if (!isStopping()) {
        if (started.isDone()) {
          LOG.info("services are reachable role={}", name);
        }
        open();
        opened = true;
        started.complete(null);
        run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (isStopping() && !opened) {
        LOG.debug("stopped while starting role={}", name, e);
        return;
      }
      if (isStopping()) {
        LOG.error("role failed while stopping role={}", name, e);
      }
      obstacle("the " + name + " stopped: " + e.getMessage());
      // First the failure: who returns from a start that failed may ask for it.
      failure.completeExceptionally(e);
      started.completeExceptionally(e);
    } finally {
      // A start that is still waiting returns when the role is closed meanwhile.
      started.complete(null);
    }
  }

  /** Lets {@link #start} return while the role connects, and says once what is missing. */
  private void logWaiting() {
    if (started.complete(null)) {
      LOG.warn("waiting for services role={} missing=[{}]", name, health().missing());
    }
  }

  private boolean tryToConnect() {
    try {
      return connect();
    } catch (StartupException e) {
      if (!mayRecover(e)) {
        throw e;
      }
      LOG.debug("cannot connect role={}", name, e);
      obstacle(e.getMessage());
      return false;
    }
  }

  @Override
  public final void close() {
    long end = System.nanoTime() + grace.toNanos();
    if (clock != null) {
      clock.close();
    }
    stopping.countDown();
    try {
      stop();
      join(end);
      drain(left(end));
    } finally {
      if (http != null) {
        http.close();
      }
      release();
    }
  }

  private void join(long end) {
    if (worker == null) {
      return;
    }
    if (!opened) {
      worker.interrupt();
    }
    try {
      worker.join(Math.max(1, left(end).toMillis()));
      if (worker.isAlive()) {
        LOG.warn("the work in progress did not end within {} role={}", grace, name);
        worker.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
