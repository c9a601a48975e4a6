// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.util.Optional;

/** Calculates how many messages of an instance may leave in any 60 s. */
final class InstanceRatePolicy {
  private static final long FINEST_STEP_MS = 1_000;

  private final OutboxSettings settings;

  InstanceRatePolicy(OutboxSettings settings) {
    this.settings = settings;
  }

  /** The full limit: without ramp and throttle. */
  int full(Optional<InstanceBinding> binding) {
    return binding.map(InstanceBinding::ratePerMinute).orElse(settings.ratePerMinute());
  }

  /**
   * The limit now: after a reconnection, and after WhatsApp asked for fewer messages, it grows back
   * from one message a minute.
   */
  int now(InstanceSendState pace, InstanceBinding binding, long nowMs) {
    int full = full(Optional.of(binding));
    return Math.min(ramped(pace, full, nowMs), pace.throttle.limit(full, nowMs));
  }

  private int ramped(InstanceSendState pace, int full, long nowMs) {
    long elapsed = nowMs - pace.rampFrom;
    long ramp = settings.ramp().toMillis();
    if (pace.rampFrom == 0 || elapsed >= ramp) {
      return full;
    }
    return (int) Math.max(1, full * Math.max(0, elapsed) / ramp);
  }

  /** When the limit will have grown noticeably; Long.MAX_VALUE when it does not grow. */
  long rampStep(InstanceSendState pace, InstanceBinding binding, long nowMs) {
    int full = Math.max(1, full(Optional.of(binding)));
    long ramp = settings.ramp().toMillis();
    boolean ramps = pace.rampFrom != 0 && nowMs - pace.rampFrom < ramp;
    InstanceThrottle throttle = pace.throttle;
    boolean recovers = throttle.isOn() && nowMs < throttle.until();
    return Math.min(
        ramps ? step(nowMs, ramp, full) : Long.MAX_VALUE,
        recovers ? step(nowMs, throttle.until() - throttle.pausedUntil(), full) : Long.MAX_VALUE);
  }

  private static long step(long nowMs, long growthMs, int full) {
    return nowMs + Math.max(FINEST_STEP_MS, growthMs / full);
  }
}
