// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Throttles instances that were asked for fewer messages, and raises and resolves the alert of it.
 */
public record InstanceThrottleHandler(OutboxPort port, OutboxSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceThrottleHandler.class);

  /** Throttles an instance; a requested pause of 0 is none. Returns when the pause ends. */
  long tighten(InstanceSendState sendState, String reason, long requestedMs, long nowMs) {
    InstanceThrottle before = sendState.throttle;
    sendState.throttle =
        before.tightened(
            settings.throttlePause().toMillis(),
            requestedMs,
            settings.throttleRecovery().toMillis(),
            nowMs);
    port.count("throttled");
    LOG.warn(
        "a number is asked for fewer messages instance={} code={} level={} pausedUntil={}",
        sendState.instance(),
        reason,
        sendState.throttle.level(),
        Instant.ofEpochMilli(sendState.throttle.pausedUntil()));
    if (!before.isOn()) {
      alert(
          sendState,
          AlertEvent.AlertState.FIRING,
          "WhatsApp asks the number for fewer messages (%s): it is paused, then slower until %s"
              .formatted(reason, Instant.ofEpochMilli(sendState.throttle.until())),
          nowMs);
    }
    return sendState.throttle.pausedUntil();
  }

  /** Ends a throttle whose time is over; returns when to check again, Long.MAX_VALUE for never. */
  public long check(InstanceSendState sendState, long nowMs) {
    if (!sendState.throttle.isOn()) {
      return Long.MAX_VALUE;
    }
    if (nowMs < sendState.throttle.until()) {
      return sendState.throttle.until();
    }
    alert(
        sendState,
        AlertEvent.AlertState.RESOLVED,
        "the number sends at its full rate again",
        nowMs);
    sendState.throttle = InstanceThrottle.NONE;
    return Long.MAX_VALUE;
  }

  private void alert(
      InstanceSendState sendState, AlertEvent.AlertState state, String message, long nowMs) {
    InstanceKey instance = InstanceKey.parse(sendState.instance());
    String id = "rate-limited-" + sendState.instance();
    port.write(
        Topic.ALERT,
        id,
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            AlertEvent.AlertRuleId.SEND_RATE_LIMITED,
            state,
            port.binding(sendState.instance()).map(binding -> binding.tenantId()).orElse(null),
            instance,
            instance.name(),
            message,
            Instant.ofEpochMilli(nowMs),
            null,
            Instant.ofEpochMilli(sendState.throttle.since())),
        null);
  }
}
