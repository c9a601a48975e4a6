// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.OutboxSettings;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out for queries why a job waits. What holds an instance is recorded only in the job whose
 * turn it is; for the jobs behind it, this derives the reason from the state of the instance.
 */
public final class WaitReasonResolver {
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
      return WaitReason.RECIPIENT_WAITS.name();
    }
    if (job.state() == JobState.SCHEDULED && job.reason() == null) {
      return WaitReason.SCHEDULED.name();
    }
    if (!job.waitsInLane()) {
      return job.reason();
    }
    if (batchPaused) {
      return InstanceDispatcher.BATCH_PAUSED;
    }
    String instance = job.instance().text();
    return ofNumber(
        pace == null ? new InstanceSendState(instance) : InstanceSendState.decode(instance, pace),
        binding,
        settings,
        now.toEpochMilli());
  }

  private static String ofNumber(
      InstanceSendState pace,
      Optional<InstanceBinding> binding,
      OutboxSettings settings,
      long nowMs) {
    String held = InstanceSendStateView.heldReason(pace, binding, nowMs);
    if (held != null) {
      return held;
    }
    WaitReason reason;
    if (pace.placesTaken() >= settings.inFlight()) {
      reason = WaitReason.IN_FLIGHT;
    } else if (pace.permitsLeft(
            nowMs, new InstanceRatePolicy(settings).now(pace, binding.get(), nowMs))
        <= 0) {
      reason = WaitReason.PACE;
    } else if (pace.tenantPermit == InstanceSendState.TenantPermitStatus.ASKED) {
      reason = WaitReason.TENANT_LIMIT;
    } else {
      reason = WaitReason.TURN;
    }
    return reason.name();
  }
}
