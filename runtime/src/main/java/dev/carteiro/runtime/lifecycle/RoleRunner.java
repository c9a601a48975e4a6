// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a role until the process is told to stop or the role fails, and returns the exit code. */
public final class RoleRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RoleRunner.class);

  private RoleRunner() {}

  /**
   * Starts the role, blocks until it ends, and closes it. A signal that comes during the start
   * takes effect after it.
   *
   * <p>When a signal stops the process, it ends with {@link ExitCode#OK} once the role is closed:
   * supervisors count the JVM's own 143 as a failure. It ends with {@link ExitCode#FAILED} when the
   * close takes longer than the grace.
   *
   * @param grace how long the JVM's shutdown waits for the close; longer than the role's own grace
   * @return the exit code of the process
   * @throws StartupException if the role cannot start; it is closed then
   */
  public static ExitCode run(ProcessRole role, Duration grace) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(role, closed, grace), "stop-" + role.name());
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      role.start();
      role.failure().get();
      return ExitCode.OK;
    } catch (ExecutionException e) {
      LOG.error(
          "role failed role={} reason={}", role.name(), e.getCause().getMessage(), e.getCause());
      return ExitCode.ROLE_FAILED;
    } catch (CancellationException stopped) {
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    } finally {
      role.close();
      unregister(hook);
      closed.countDown();
    }
  }

  private static void unregister(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      LOG.debug("the hook is what stops this process", stopping);
    }
  }

  private static void stop(ProcessRole role, CountDownLatch closed, Duration grace) {
    LOG.info("stopping role={}", role.name());
    role.failure().cancel(false);
    ExitCode code = ExitCode.OK;
    try {
      if (!closed.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("stop took longer than {}; ending anyway role={}", grace, role.name());
        code = ExitCode.FAILED;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code.code());
  }
}
