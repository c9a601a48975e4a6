// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.dispatch;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;

/** Probes held instances: a sender reports whether what holds one still does. */
public record InstanceProbeScheduler(
    OutboxStateStore store,
    OutboxPort port,
    OutboxSettings settings,
    DispatchRecordWriter dispatches) {
  /** When one message is tried again although no probe was answered. */
  private static final long UNPROBED_MS = 15 * 60_000;

  /** Writes a probe when it can still change something. */
  public void probe(InstanceSendState sendState) {
    if (sendState.isHeldUntilProbed(store.nowMs()) && !sendState.lanes().withWork().isEmpty()) {
      port.binding(sendState.instance())
          .ifPresent(
              binding -> {
                dispatches.probe(sendState.instance(), binding.tenantId(), store.nowMs());
                schedule(sendState);
              });
    }
  }

  /**
   * Holds the instance because its server requires a licence: nothing leaves until a probe is
   * answered. If none is answered, one message is tried again after {@link #UNPROBED_MS}.
   */
  public void awaitLicense(InstanceSendState sendState) {
    sendState.pause(store.nowMs() + UNPROBED_MS, SendResult.LICENSE_REQUIRED);
    sendState.holdFor(SendResult.LICENSE_REQUIRED);
    schedule(sendState);
  }

  /** Schedules a probe of the instance, unless one is scheduled. */
  void schedule(InstanceSendState sendState) {
    if (!sendState.isPlanned(TimerKind.PROBE)) {
      long atMs = store.nowMs() + settings.probeEvery().toMillis();
      store.setTimer(sendState, TimerKind.PROBE, atMs);
    }
  }
}
