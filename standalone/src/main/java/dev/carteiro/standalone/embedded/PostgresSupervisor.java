// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded PostgreSQL again when it ended unexpectedly. Nothing is lost while it is
 * away: the sink waits, and continues from its last commit. After {@link #MOST_STARTS} starts of
 * which none served for {@link #STEADY}, it gives up and the process ends.
 */
public final class PostgresSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);

  /** How often it checks whether the server runs. */
  static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Starts wait half a second, doubled each time to at most this: 2.5 minutes in all. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);

  static final int MOST_STARTS = 10;

  /** After the server has run for this time, earlier starts do not count any more. */
  static final Duration STEADY = Duration.ofMinutes(5);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(75);

  public interface SupervisedServer {
    /** Whether its process runs; empty when that cannot be seen now. */
    Optional<Boolean> isRunning();

    /** Starts it; fails with a {@link StartupException}. */
    void start();

    String log();
  }

  interface StoppablePause {
    /** Waits for a time; returns true, at once, when the supervision has ended. */
    boolean stoppedWithin(Duration time) throws InterruptedException;
  }

  private final SupervisedServer server;
  private final StoppablePause pause;
  private final Supplier<Instant> clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "postgres-supervisor");
  private int starts;
  private Instant lastStart;
  private volatile String problem;

  public PostgresSupervisor(SupervisedServer server) {
    this(server, null, Instant::now);
  }

  PostgresSupervisor(SupervisedServer server, StoppablePause pause, Supplier<Instant> clock) {
    this.server = server;
    this.pause =
        pause != null ? pause : time -> stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    this.clock = clock;
    this.lastStart = clock.get();
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Completes exceptionally when the server cannot be kept running. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  public RoleHealth.HealthCheck health() {
    return RoleHealth.HealthCheck.of("postgres", problem);
  }

  void run() {
    try {
      while (!pause.stoppedWithin(BETWEEN_LOOKS)) {
        if (server.isRunning().orElse(true)) {
          served();
        } else if (!startAgain()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.completeExceptionally(e);
    }
  }

  private void served() {
    if (starts > 0 && !clock.get().isBefore(lastStart.plus(STEADY))) {
      starts = 0;
    }
  }

  /** Tries one start; returns false when there are no more starts, or the process is to stop. */
  private boolean startAgain() throws InterruptedException {
    if (starts == MOST_STARTS) {
      failure.completeExceptionally(
          new IllegalStateException(
              "the embedded PostgreSQL ended again after %d starts, none of which served for %d minutes; see %s"
                  .formatted(MOST_STARTS, STEADY.toMinutes(), server.log())));
      return false;
    }
    Duration wait = wait(starts);
    starts++;
    problem =
        "the embedded PostgreSQL ended; start %d of %d follows".formatted(starts, MOST_STARTS);
    LOG.warn(
        "the embedded PostgreSQL ended by itself or was killed; it is started again, and rows are written then"
            + " start={} of={} in={} log={}",
        starts,
        MOST_STARTS,
        wait,
        server.log());
    if (pause.stoppedWithin(wait)) {
      return false;
    }
    try {
      server.start();
      lastStart = clock.get();
      problem = null;
      LOG.info("the embedded PostgreSQL serves again");
    } catch (StartupException e) {
      problem =
          "the embedded PostgreSQL ended; start %d of %d failed: %s"
              .formatted(starts, MOST_STARTS, e.getMessage());
      LOG.warn("the embedded PostgreSQL did not start reason={}", e.getMessage());
    }
    return true;
  }

  private static Duration wait(int before) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(before, 10));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /** Ends the supervision, after a start in progress; the server keeps running. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
