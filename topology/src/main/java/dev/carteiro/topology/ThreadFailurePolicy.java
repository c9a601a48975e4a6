// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens when a stream thread fails. The thread is replaced, because most causes are
 * temporary (a broker that was unreachable, a fenced transaction). Causes that a new thread cannot
 * cure, and threads that fail too often, stop the role.
 */
final class ThreadFailurePolicy implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadFailurePolicy.class);

  /** After more failures than this within {@link #WINDOW} the client shuts down. */
  private static final int MAX_FAILURES = 20;

  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final Clock clock;
  private final Deque<Instant> failures = new ArrayDeque<>();

  ThreadFailurePolicy(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
    if (isIncurable(exception)) {
      LOG.error("a stream thread died of what a new one cannot cure", exception);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Instant now = clock.instant();
    failures.addLast(now);
    while (failures.peekFirst().isBefore(now.minus(WINDOW))) {
      failures.removeFirst();
    }
    if (failures.size() > MAX_FAILURES) {
      LOG.error("stream threads died {} times within {}", failures.size(), WINDOW, exception);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn(
        "a stream thread died and is replaced deaths={} window={}",
        failures.size(),
        WINDOW,
        exception);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static boolean isIncurable(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          // Another process has the same group.instance.id; the threads of both would fence each
          // other.
          || cause instanceof FencedInstanceIdException
          || cause instanceof MissingSourceTopicException) {
        return true;
      }
    }
    return false;
  }
}
