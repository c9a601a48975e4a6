// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.send.JobState;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out for queries why a job waits. What holds an instance is recorded only in the job whose
 * turn it is; for the jobs behind it, this derives the reason from the state of the instance.
 */
public final class JobWait {
  private JobWait() {}

  /**
   * The reason that is recorded in the job; for a job that waits for its turn, what its instance
   * waits for.
   *
   * @param pace value of its instance in {@code send-pace}; null when there is none
   * @param batchPaused whether it belongs to a batch that is paused
   */
  public static String reason(
      JobView job,
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
      return Dispatcher.BATCH_PAUSED;
    }
    String instance = job.instance().text();
    return ofNumber(
        pace == null ? new Pace(instance) : Pace.decode(instance, pace),
        binding,
        settings,
        now.toEpochMilli());
  }

  private static String ofNumber(
      Pace pace, Optional<InstanceBinding> binding, OutboxSettings settings, long nowMs) {
    String held = PaceView.heldReason(pace, binding, nowMs);
    if (held != null) {
      return held;
    }
    WaitReason reason;
    if (pace.placesTaken() >= settings.inFlight()) {
      reason = WaitReason.IN_FLIGHT;
    } else if (pace.permitsLeft(nowMs, new Limits(settings).now(pace, binding.get(), nowMs)) <= 0) {
      reason = WaitReason.PACE;
    } else if (pace.tenantPermit == Pace.TenantPermit.ASKED) {
      reason = WaitReason.TENANT_LIMIT;
    } else {
      reason = WaitReason.TURN;
    }
    return reason.name();
  }
}
