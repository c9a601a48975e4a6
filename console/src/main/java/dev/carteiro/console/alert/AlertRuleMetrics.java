// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/**
 * Prometheus gauges of the alert rules: {@code alerts_firing} and {@code alert_measured} by rule,
 * and whether this console judges alerts. On a console that does not judge, the first two are NaN.
 */
final class AlertRuleMetrics {
  private volatile boolean leads;
  private volatile Map<AlertRuleId, AlertRuleVerdict> verdicts = Map.of();
  private volatile Map<AlertRuleId, Integer> counts = Map.of();

  AlertRuleMetrics(MeterRegistry metrics) {
    Gauge.builder("alert.leader", this, gauges -> gauges.leads ? 1 : 0)
        .description("1 on the console that judges alerts")
        .strongReference(true)
        .register(metrics);
    for (AlertRuleId rule : AlertRuleId.values()) {
      Gauge.builder("alerts.firing", this, gauges -> gauges.firing(rule))
          .description("Alerts that fire, by rule")
          .tag("rule", rule.name())
          .strongReference(true)
          .register(metrics);
      Gauge.builder("alert.measured", this, gauges -> gauges.measured(rule))
          .description("What the rule compares, at its worst")
          .tag("rule", rule.name())
          .strongReference(true)
          .register(metrics);
    }
  }

  void update(
      boolean nowLeads,
      Map<AlertRuleId, AlertRuleVerdict> nowSeen,
      Map<AlertRuleId, Integer> nowFiring) {
    verdicts = nowSeen;
    counts = nowFiring;
    leads = nowLeads;
  }

  private double firing(AlertRuleId rule) {
    return leads ? counts.getOrDefault(rule, 0) : Double.NaN;
  }

  private double measured(AlertRuleId rule) {
    AlertRuleVerdict verdict = verdicts.get(rule);
    return leads && verdict != null && verdict.known() ? verdict.measured() : Double.NaN;
  }
}
