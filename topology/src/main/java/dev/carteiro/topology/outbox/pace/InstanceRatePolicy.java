// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.util.Optional;

/** Calculates how many messages of an instance may leave in any 60 s. */
public record InstanceRatePolicy(OutboxSettings settings) {
  private static final long FINEST_STEP_MS = 1_000;

  /** The full limit: without ramp and throttle. */
  public int full(Optional<InstanceBinding> binding) {
    return binding.map(InstanceBinding::ratePerMinute).orElse(settings.ratePerMinute());
  }

  /** The limit now; after a reconnection or a throttle it grows back from 1 a minute. */
  public int now(InstanceSendState sendState, InstanceBinding binding, long nowMs) {
    int full = full(Optional.of(binding));
    return Math.min(ramped(sendState, full, nowMs), sendState.throttle.limit(full, nowMs));
  }

  private int ramped(InstanceSendState sendState, int full, long nowMs) {
    long elapsed = nowMs - sendState.rampFrom;
    long ramp = settings.ramp().toMillis();
    if (sendState.rampFrom == 0 || elapsed >= ramp) {
      return full;
    }
    return (int) Math.max(1, full * Math.max(0, elapsed) / ramp);
  }

  /**
   * When a permit will be free, or the limit will have grown noticeably; Long.MAX_VALUE when
   * neither happens by itself.
   */
  public long nextPermitAt(InstanceSendState sendState, InstanceBinding binding, long nowMs) {
    int full = Math.max(1, full(Optional.of(binding)));
    long next = sendState.nextPermitAt(nowMs, now(sendState, binding, nowMs));
    long ramp = settings.ramp().toMillis();
    if (sendState.rampFrom != 0 && nowMs - sendState.rampFrom < ramp) {
      next = Math.min(next, step(nowMs, ramp, full));
    }
    InstanceThrottle throttle = sendState.throttle;
    if (throttle.isOn() && nowMs < throttle.until()) {
      next = Math.min(next, step(nowMs, throttle.until() - throttle.pausedUntil(), full));
    }
    return next;
  }

  private static long step(long nowMs, long growthMs, int full) {
    return nowMs + Math.max(FINEST_STEP_MS, growthMs / full);
  }
}
