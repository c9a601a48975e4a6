// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.port.OutboxPort;

/** All that limits how fast instances send: their rates, throttles, and limits of their tenants. */
public record SendLimits(
    OutboxPort port,
    InstanceRatePolicy rates,
    InstanceThrottleHandler throttles,
    TenantPermitRequester tenantPermits) {

  public static SendLimits of(OutboxPort port, OutboxSettings settings) {
    return new SendLimits(
        port,
        new InstanceRatePolicy(settings),
        new InstanceThrottleHandler(port, settings),
        new TenantPermitRequester(port));
  }

  /** Pauses and throttles an instance that was asked for fewer messages. */
  public void throttle(InstanceSendState sendState, String reason, long requestedMs, long nowMs) {
    sendState.pause(throttles.tighten(sendState, reason, requestedMs, nowMs), reason);
  }

  /** Settles an attempt's permits; gives them back if it surely did not reach Evolution. */
  public void settle(
      String tenantId, InstanceSendState sendState, InFlightAttempt one, boolean used, long nowMs) {
    if (used) {
      sendState.usePermit(nowMs, rates.full(port.binding(sendState.instance())));
    }
    tenantPermits.settle(tenantId, sendState.instance(), one, used, nowMs);
  }
}
