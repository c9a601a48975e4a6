// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderStatus;
import dev.carteiro.sender.claim.DispatchClaimSession.ClaimFailedException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims until it is closed; after a failure in a new {@link DispatchClaimSession}. */
public final class DispatchClaimLoop {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchClaimLoop.class);

  private final Supplier<DispatchClaimSession> sessions;
  private final SenderStatus status;
  private final SenderMetrics metrics;
  private final ClaimPause pause;
  private int failures;

  /** Waits for a time; returns true, at once, when the loop is to end. */
  public interface ClaimPause {
    boolean endsWithin(Duration time) throws InterruptedException;
  }

  public DispatchClaimLoop(
      Supplier<DispatchClaimSession> sessions,
      SenderStatus status,
      SenderMetrics metrics,
      ClaimPause pause) {
    this.sessions = sessions;
    this.status = status;
    this.metrics = metrics;
    this.pause = pause;
  }

  /** Claims until the loop ends; throws when Kafka refuses this client or another has its name. */
  public void run() throws InterruptedException {
    while (!pause.endsWithin(RetryBackoff.delay(failures))) {
      try (DispatchClaimSession session = sessions.get()) {
        session.join();
        while (!pause.endsWithin(Duration.ZERO)) {
          session.step();
          failures = 0;
        }
      } catch (AuthenticationException | AuthorizationException | FencedInstanceIdException e) {
        throw e;
      } catch (ClaimFailedException | KafkaException e) {
        failed(e);
      }
    }
  }

  private void failed(Exception reason) {
    if (reason.getCause() instanceof AuthorizationException
        || reason.getCause() instanceof FencedInstanceIdException) {
      throw (KafkaException) reason.getCause();
    }
    metrics.claimFailed(reason instanceof ClaimFailedException claim ? claim.step() : "session");
    status.kafka("claiming failed, trying again: " + reason.getMessage());
    if (failures++ == 0) {
      LOG.warn("claim failed, no dispatch of it was called; a new session starts", reason);
    }
  }
}
