// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.event.InstanceBinding;
import java.util.Optional;

/** How many messages of an instance may leave in any 60 s. */
final class Limits {
  private static final long FINEST_STEP_MS = 1_000;

  private final OutboxSettings settings;

  Limits(OutboxSettings settings) {
    this.settings = settings;
  }

  /** The limit at full pace. */
  int full(Optional<InstanceBinding> binding) {
    return binding.map(InstanceBinding::ratePerMinute).orElse(settings.ratePerMinute());
  }

  /** The limit now: after a reconnection it grows back from one message a minute. */
  int now(Pace pace, InstanceBinding binding, long nowMs) {
    int full = full(Optional.of(binding));
    long elapsed = nowMs - pace.rampFrom;
    long ramp = settings.ramp().toMillis();
    if (pace.rampFrom == 0 || elapsed >= ramp) {
      return full;
    }
    return (int) Math.max(1, full * Math.max(0, elapsed) / ramp);
  }

  /** When the limit will have grown; Long.MAX_VALUE when it does not grow. */
  long rampStep(Pace pace, InstanceBinding binding, long nowMs) {
    long ramp = settings.ramp().toMillis();
    if (pace.rampFrom == 0 || nowMs - pace.rampFrom >= ramp) {
      return Long.MAX_VALUE;
    }
    int full = Math.max(1, full(Optional.of(binding)));
    return nowMs + Math.max(FINEST_STEP_MS, ramp / full);
  }
}
