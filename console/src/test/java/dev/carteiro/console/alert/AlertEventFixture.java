// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.time.Instant;

/** Events of alerts, as the engine makes them. */
final class AlertEventFixture {
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private AlertEventFixture() {}

  static AlertEvent firing(AlertRuleId rule, String subject, Instant at) {
    return event(rule, subject, AlertState.FIRING, at, at);
  }

  static AlertEvent over(AlertEvent firing, Instant at) {
    return event(firing.rule(), firing.subject(), AlertState.RESOLVED, firing.since(), at);
  }

  private static AlertEvent event(
      AlertRuleId rule, String subject, AlertState state, Instant since, Instant at) {
    return new AlertEvent(
        AlertEvent.VERSION,
        AlertRuleEngine.alertId(rule, subject),
        rule,
        state,
        null,
        null,
        subject,
        "It is " + state,
        at,
        rule.severity(),
        since);
  }
}
