// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Throttles instances that were asked for fewer messages, and raises and resolves the alert of it.
 */
final class InstanceThrottleHandler {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceThrottleHandler.class);

  /** The reason of a pause when no outcome has a code of its own for it. */
  static final String RATE_LIMITED = "RATE_LIMITED";

  private final OutboxPort port;
  private final OutboxSettings settings;

  InstanceThrottleHandler(OutboxPort port, OutboxSettings settings) {
    this.port = port;
    this.settings = settings;
  }

  /**
   * Throttles an instance that was asked for fewer messages.
   *
   * @param reason stable code
   * @param askedMs the requested pause; 0 when none was named
   * @return when its pause ends
   */
  long tighten(InstanceSendState pace, String reason, long askedMs, long nowMs) {
    InstanceThrottle before = pace.throttle;
    pace.throttle =
        before.tightened(
            settings.throttlePause().toMillis(),
            askedMs,
            settings.throttleRecovery().toMillis(),
            nowMs);
    port.count("throttled");
    LOG.warn(
        "a number is asked for fewer messages instance={} code={} level={} pausedUntil={}",
        pace.instance,
        reason,
        pace.throttle.level(),
        Instant.ofEpochMilli(pace.throttle.pausedUntil()));
    if (!before.isOn()) {
      tell(
          pace,
          AlertEvent.AlertState.FIRING,
          "WhatsApp asks the number for fewer messages (%s): it is paused, then slower until %s"
              .formatted(reason, Instant.ofEpochMilli(pace.throttle.until())),
          nowMs);
    }
    return pace.throttle.pausedUntil();
  }

  /**
   * Ends a throttle whose time is over.
   *
   * @return when to check again; Long.MAX_VALUE for never
   */
  long look(InstanceSendState pace, long nowMs) {
    if (!pace.throttle.isOn()) {
      return Long.MAX_VALUE;
    }
    if (nowMs < pace.throttle.until()) {
      return pace.throttle.until();
    }
    tell(pace, AlertEvent.AlertState.RESOLVED, "the number sends at its full rate again", nowMs);
    pace.throttle = InstanceThrottle.NONE;
    return Long.MAX_VALUE;
  }

  private void tell(
      InstanceSendState pace, AlertEvent.AlertState state, String message, long nowMs) {
    InstanceKey instance = InstanceKey.parse(pace.instance);
    String id = "rate-limited-" + pace.instance;
    port.write(
        Topic.ALERT,
        id,
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            AlertEvent.AlertRuleId.SEND_RATE_LIMITED,
            state,
            port.binding(pace.instance).map(binding -> binding.tenantId()).orElse(null),
            instance,
            instance.name(),
            message,
            Instant.ofEpochMilli(nowMs),
            null,
            Instant.ofEpochMilli(pace.throttle.since())),
        null);
  }
}
