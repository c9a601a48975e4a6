// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.Rule;
import dev.carteiro.contract.event.AlertEvent.State;
import java.time.Instant;

/** Events of alerts, as the engine makes them. */
final class Alerts {
  private Alerts() {}

  static AlertEvent firing(Rule rule, String subject, Instant at) {
    return event(rule, subject, State.FIRING, at, at);
  }

  static AlertEvent over(AlertEvent firing, Instant at) {
    return event(firing.rule(), firing.subject(), State.RESOLVED, firing.since(), at);
  }

  private static AlertEvent event(
      Rule rule, String subject, State state, Instant since, Instant at) {
    return new AlertEvent(
        AlertEvent.VERSION,
        AlertEngine.id(rule, subject),
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
