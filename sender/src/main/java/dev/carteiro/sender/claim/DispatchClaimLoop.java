// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims dispatches until it is closed. After a failure it starts a new {@link
 * DispatchClaimSession}.
 */
public final class DispatchClaimLoop {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchClaimLoop.class);

  private final Supplier<DispatchClaimSession> sessions;
  private final SenderStatus status;
  private final SenderMetrics metrics;
  private final CountDownLatch closing;

  /**
   * @param closing the loop ends when it reaches zero
   */
  public DispatchClaimLoop(
      Supplier<DispatchClaimSession> sessions,
      SenderStatus status,
      SenderMetrics metrics,
      CountDownLatch closing) {
    this.sessions = sessions;
    this.status = status;
    this.metrics = metrics;
    this.closing = closing;
  }

  /**
   * Claims until closed.
   *
   * @throws KafkaException when a retry would not help: Kafka refuses this client, or another
   *     process has taken its name ({@code KAFKA_GROUP_INSTANCE_ID})
   */
  public void run() throws InterruptedException {
    int failures = 0;
    while (closing.getCount() > 0) {
      try (DispatchClaimSession session = sessions.get()) {
        session.join();
        while (closing.getCount() > 0) {
          session.step();
          failures = 0;
        }
      } catch (AuthenticationException | AuthorizationException | FencedInstanceIdException e) {
        throw e;
      } catch (ClaimFailedException e) {
        metrics.claimFailed(e.step());
        failures = pause(failures + 1, e);
      } catch (KafkaException e) {
        metrics.claimFailed("session");
        failures = pause(failures + 1, e);
      }
    }
  }

  private int pause(int failures, Exception reason) throws InterruptedException {
    if (reason.getCause() instanceof AuthorizationException refused) {
      throw refused;
    }
    if (reason.getCause() instanceof FencedInstanceIdException taken) {
      throw taken;
    }
    status.kafka("claiming failed, trying again: " + reason.getMessage());
    LOG.warn("claiming starts anew; nothing of the failed claim was called", reason);
    boolean closed = closing.await(RetryBackoff.delay(failures).toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("waited closing={}", closed);
    return failures;
  }
}
