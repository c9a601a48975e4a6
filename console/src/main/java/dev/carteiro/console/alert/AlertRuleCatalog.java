// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static dev.carteiro.console.alert.AlertRuleConditions.aboutInstances;
import static dev.carteiro.console.alert.AlertRuleConditions.above;
import static dev.carteiro.console.alert.AlertRuleConditions.down;
import static dev.carteiro.console.alert.AlertRuleConditions.measured;
import static dev.carteiro.console.alert.AlertRuleConditions.reported;
import static dev.carteiro.console.alert.AlertRuleConditions.topologyAbove;
import static dev.carteiro.console.alert.AlertRuleConditions.unreachable;

import dev.carteiro.console.alert.DatabaseRuleInput.InstanceMeasurement;
import dev.carteiro.console.alert.PlatformRuleInput.TopologyRuleInput;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All alert rules, each with its limits and its condition. */
final class AlertRuleCatalog {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST = 1_000_000_000;

  private static final Map<AlertRuleId, AlertRule> RULES = new EnumMap<>(AlertRuleId.class);

  static {
    services();
    topology();
    sending();
    instances();
    rule(AlertRuleId.SEND_NEEDS_MANUAL).raisedElsewhere();
    rule(AlertRuleId.SEND_RATE_LIMITED).raisedElsewhere();
  }

  private AlertRuleCatalog() {}

  private static AlertRule rule(AlertRuleId id) {
    AlertRule rule = new AlertRule(id);
    RULES.put(id, rule);
    return rule;
  }

  static Collection<AlertRule> rules() {
    return RULES.values();
  }

  static AlertRule of(AlertRuleId id) {
    return RULES.get(id);
  }

  private static void services() {
    rule(AlertRuleId.KAFKA_DOWN)
        .holds(Duration.ofSeconds(10))
        .when((observed, limits) -> unreachable(observed.kafka()));
    rule(AlertRuleId.TRANSACTION_HANGING)
        .holds(AT_ONCE)
        .when((observed, limits) -> reported(observed.hanging()));
    rule(AlertRuleId.POSTGRES_DOWN)
        .holds(Duration.ofSeconds(10))
        .when((observed, limits) -> unreachable(observed.postgres()));
    rule(AlertRuleId.BRIDGE_DOWN).holds(HALF_MINUTE).when(down(MonitoredRole.BRIDGE));
    rule(AlertRuleId.TOPOLOGY_DOWN).holds(HALF_MINUTE).when(down(MonitoredRole.TOPOLOGY));
    rule(AlertRuleId.SENDER_DOWN).holds(HALF_MINUTE).when(down(MonitoredRole.SENDER));
    rule(AlertRuleId.SINK_DOWN).holds(HALF_MINUTE).when(down(MonitoredRole.SINK));
    rule(AlertRuleId.EVOLUTION_OFFLINE)
        .holds(MINUTE)
        .raisedElsewhere()
        .when((observed, limits) -> AlertRuleConditions.servers(observed.awayServers()));
    rule(AlertRuleId.EVOLUTION_UNLICENSED)
        .holds(MINUTE)
        .raisedElsewhere()
        .when((observed, limits) -> AlertRuleConditions.servers(observed.unlicensedServers()));
    rule(AlertRuleId.EVOLUTION_DEGRADED)
        .holds(TWO_MINUTES)
        .when((observed, limits) -> AlertRuleConditions.troubledServers(observed));
    rule(AlertRuleId.MONITORING_INCOMPLETE)
        .holds(MINUTE)
        .when((observed, limits) -> AlertRuleConditions.gaps(observed));
    rule(AlertRuleId.CLOCK_OFFSET)
        .holds(MINUTE)
        .above(5, MOST, "Seconds, ahead or behind")
        .when((observed, limits) -> AlertRuleConditions.clocks(observed.clocks(), limits));
    rule(AlertRuleId.DISK_LOW)
        .holds(MINUTE)
        .threshold(10, 0, 99, "Percent of a disk's space that is free: below it DISK_LOW holds.")
        .when(AlertRuleConditions::disks);
  }

  private static void topology() {
    rule(AlertRuleId.WEBHOOKS_PARKED)
        .holds(MINUTE)
        .above(0, MOST, "Unregistered instances")
        .when(topologyAbove(TopologyRuleInput::parked));
    rule(AlertRuleId.TIMERS_LATE)
        .holds(HALF_MINUTE)
        .above(60, MOST, "Seconds")
        .when(topologyAbove(TopologyRuleInput::timersLate));
    rule(AlertRuleId.RESTORING)
        .holds(TWO_MINUTES)
        .when((observed, limits) -> AlertRuleConditions.restoring(observed));
    rule(AlertRuleId.DEAD_LETTERS)
        .holds(AT_ONCE)
        .above(0, MOST, "Unsettled dead letters")
        .window(DAY, "looked back at")
        .whenRows((rows, limits) -> above(rows.results().deadLetters(), limits));
  }

  private static void sending() {
    rule(AlertRuleId.FAILURE_RATE_HIGH)
        .holds(AT_ONCE)
        .above(10, 100, "Percent of the calls to Evolution")
        .window(Duration.ofMinutes(15), "looked back at")
        .minimum(20, 1, 1_000_000, "Calls in the window below which no rate is judged.")
        .whenRows(AlertRuleConditions::failures);
    rule(AlertRuleId.QUEUE_LONG)
        .holds(MINUTE)
        .above(50, MOST, "Messages that wait")
        .whenRows((rows, limits) -> above(rows.queue().waiting(), limits));
    rule(AlertRuleId.QUEUE_WAITING)
        .holds(MINUTE)
        .above(100, MOST, "Messages that wait")
        .whenRows((rows, limits) -> above(rows.queue().waiting(), limits));
    rule(AlertRuleId.QUEUE_FAILED)
        .holds(AT_ONCE)
        .above(50, MOST, "Messages that failed in 24 hours or wait for a person")
        .whenRows((rows, limits) -> above(rows.queue().failed(), limits));
    rule(AlertRuleId.QUEUE_STALLED)
        .holds(Duration.ofMinutes(3))
        .whenRows((rows, limits) -> AlertRuleConditions.stalled(rows));
    rule(AlertRuleId.QUEUE_BACKLOG)
        .holds(Duration.ofMinutes(10))
        .above(500, MOST, "Messages of one instance")
        .whenRows(AlertRuleConditions::backlogs);
    rule(AlertRuleId.UNCONFIRMED_SENDS)
        .holds(AT_ONCE)
        .above(0, 1_000_000, "Messages of one instance")
        .window(Duration.ofMinutes(10), "that WhatsApp may take")
        .whenRows((rows, limits) -> measured(rows.results().unconfirmed(), limits));
  }

  private static void instances() {
    rule(AlertRuleId.INSTANCE_DISCONNECTED)
        .holds(TWO_MINUTES)
        .whenRows(
            (rows, limits) ->
                aboutInstances(
                    rows.results().disconnected(),
                    List.of(
                        InstanceMeasurement::detail,
                        one -> InstanceCommandText.instances("pause", one.instance(), ""))));
    rule(AlertRuleId.INSTANCE_REMOVED)
        .holds(AT_ONCE)
        .whenRows(
            (rows, limits) ->
                aboutInstances(
                    rows.results().removed(),
                    List.of(one -> InstanceCommandText.instances("remove", one.instance(), ""))));
    rule(AlertRuleId.INSTANCE_MISMATCH)
        .holds(AT_ONCE)
        .window(DAY, "looked back at")
        .whenRows(
            (rows, limits) ->
                aboutInstances(
                    rows.results().mismatched(),
                    List.of(
                        InstanceMeasurement::value,
                        one -> InstanceCommandText.identity(one.instance(), one.detail()),
                        one -> InstanceCommandText.redrive(one.instance()))));
    rule(AlertRuleId.INSTANCE_SILENT)
        .holds(AT_ONCE)
        .threshold(
            10_000,
            10,
            MOST,
            "One in how many silences of this length, by the instance's own hours, raises an"
                + " alert.")
        .window(Duration.ofHours(1), "of silence that is never worth an alert")
        .minimum(5, 2, 14, "Days with messages before an instance's silence is judged.")
        .whenRows((rows, limits) -> AlertRuleConditions.silences(rows.silences()));
    rule(AlertRuleId.SOURCE_LAG_HIGH)
        .holds(MINUTE)
        .above(300, 86_400, "Seconds")
        .window(Duration.ofMinutes(5), "looked back at")
        .minimum(
            3,
            1,
            10_000,
            "Messages of an instance in the window below which its lag is not judged.")
        .whenRows((rows, limits) -> measured(rows.results().lags(), limits));
  }
}
