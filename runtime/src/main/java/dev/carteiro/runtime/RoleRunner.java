// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a role until the process is told to stop or the role fails, and says how it ended. */
public final class RoleRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RoleRunner.class);

  private RoleRunner() {}

  /**
   * Starts the role, blocks, and closes it.
   *
   * @param grace how long the JVM's shutdown waits for the close; longer than the role's own grace
   * @return how the process should end
   * @throws StartupException if the role cannot start; it was closed
   */
  public static ExitCode run(Role role, Duration grace) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(role, closed, grace), "stop-" + role.name());
    try {
      role.start();
      Runtime.getRuntime().addShutdownHook(hook);
      role.failure().get();
      return ExitCode.OK;
    } catch (ExecutionException e) {
      LOG.error("role failed role={}", role.name(), e.getCause());
      return ExitCode.ROLE_FAILED;
    } catch (CancellationException stopped) {
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    } finally {
      role.close();
      closed.countDown();
    }
  }

  private static void stop(Role role, CountDownLatch closed, Duration grace) {
    LOG.info("stopping role={}", role.name());
    role.failure().cancel(false);
    try {
      if (!closed.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("stop took longer than {}; ending anyway role={}", grace, role.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
