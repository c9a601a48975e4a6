// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.outbox.pace.InstanceSendState.TenantPermitStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out for queries why a job waits. What holds an instance is recorded only in the job whose
 * turn it is; for the jobs behind it, this derives the reason from the state of the instance.
 */
public final class WaitReasonResolver {
  /** All in-flight slots of the instance are taken. */
  private static final String IN_FLIGHT = "IN_FLIGHT";

  private WaitReasonResolver() {}

  /**
   * The reason that is recorded in the job; for a job that waits for its turn, what its instance
   * waits for.
   *
   * @param pace value of its instance in {@code send-pace}; null when there is none
   * @param batchPaused whether it belongs to a batch that is paused
   */
  public static String reason(
      SendJobView job,
      byte[] pace,
      Optional<InstanceBinding> binding,
      boolean batchPaused,
      OutboxSettings settings,
      Instant now) {
    if (job.waitsBehindChat()) {
      return JobTransition.RECIPIENT_WAITS.name();
    }
    if (job.state() == JobState.SCHEDULED && job.reason() == null) {
      return JobTransition.SCHEDULED.name();
    }
    if (!job.waitsInLane()) {
      return job.reason();
    }
    if (batchPaused) {
      return JobTransition.BATCH_PAUSED.name();
    }
    String instance = job.instance().text();
    return ofInstance(
        pace == null ? new InstanceSendState(instance) : InstanceSendState.decode(instance, pace),
        binding,
        settings,
        now.toEpochMilli());
  }

  private static String ofInstance(
      InstanceSendState sendState,
      Optional<InstanceBinding> binding,
      OutboxSettings settings,
      long nowMs) {
    String held = InstanceSendStateView.heldReason(sendState, binding, nowMs);
    if (held != null) {
      return held;
    }
    if (sendState.inFlight().slotsTaken() >= settings.inFlight()) {
      return IN_FLIGHT;
    }
    int limit = new InstanceRatePolicy(settings).now(sendState, binding.get(), nowMs);
    if (sendState.permitsLeft(nowMs, limit) <= 0) {
      return JobTransition.PACE.name();
    }
    return sendState.tenantPermit == TenantPermitStatus.ASKED
        ? JobTransition.TENANT_LIMIT.name()
        : JobTransition.TURN.name();
  }
}
