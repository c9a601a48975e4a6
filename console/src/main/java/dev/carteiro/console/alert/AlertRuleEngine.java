// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides which alerts start and which end. An alert fires when its rule's condition has held for
 * the rule's time, and is resolved when the condition has been gone for {@code
 * ALERT_RESOLVE_AFTER}. A condition that cannot be judged changes nothing, and the time in which it
 * could not be judged counts for neither. Confined to one thread.
 */
final class AlertRuleEngine {
  /** The most subjects that fire at once per rule; more would tell people nothing new. */
  private static final int MAX_SUBJECTS = 1_000;

  private final AlertSettings settings;
  private final AlertMessageFormatter formatter;
  private final FiringAlertRegistry alerts;
  private final Map<AlertRuleId, AlertRuleVerdict> verdicts = new EnumMap<>(AlertRuleId.class);
  private final Map<String, Instant> heldSince = new HashMap<>();
  private final Map<String, Instant> goneSince = new HashMap<>();

  private final Map<AlertRuleId, Instant> judgedAt = new EnumMap<>(AlertRuleId.class);

  private final Set<AlertRuleId> notJudged = EnumSet.noneOf(AlertRuleId.class);

  AlertRuleEngine(
      AlertSettings settings, AlertMessageFormatter formatter, FiringAlertRegistry alerts) {
    this.settings = settings;
    this.formatter = formatter;
    this.alerts = alerts;
  }

  /** The alerts that start or end now by any rule; the {@link FiringAlertRegistry} has them. */
  List<AlertEvent> judge(AlertRuleInput input) {
    List<AlertEvent> events = new ArrayList<>();
    AlertRuleCatalog.rules().forEach(rule -> events.addAll(judge(rule.id(), input)));
    return events;
  }

  List<AlertEvent> judge(AlertRuleId id, AlertRuleInput input) {
    AlertRule rule = AlertRuleCatalog.of(id);
    List<AlertEvent> events = new ArrayList<>();
    if (!settings.isOn(id)) {
      alerts
          .firing(id)
          .forEach(
              alert ->
                  events.add(applied(resolved(alert, formatter.switchedOff(alert), input.at()))));
    } else if (rule.isJudged()) {
      AlertRuleVerdict verdict = rule.judge(input, settings.limits(id));
      verdicts.put(id, verdict);
      if (isKnown(id, verdict, input.at())) {
        if (!rule.isRaisedElsewhere()) {
          start(id, verdict, input.at(), events);
        }
        end(rule, verdict, input.at(), events);
      }
    }
    return events;
  }

  Map<AlertRuleId, AlertRuleVerdict> verdicts() {
    return Map.copyOf(verdicts);
  }

  /** Forgets how long conditions have held, because another console has judged in the meantime. */
  void reset() {
    heldSince.clear();
    goneSince.clear();
    judgedAt.clear();
    notJudged.clear();
  }

  /** Whether the rule could be judged; the time in which it could not counts for nothing. */
  private boolean isKnown(AlertRuleId id, AlertRuleVerdict verdict, Instant now) {
    if (!verdict.known()) {
      notJudged.add(id);
      return false;
    }
    Instant last = judgedAt.put(id, now);
    if (notJudged.remove(id) && last != null) {
      Duration gap = Duration.between(last, now);
      heldSince.replaceAll((alert, since) -> isOf(id, alert) ? since.plus(gap) : since);
      for (AlertEvent alert : alerts.firing(id)) {
        goneSince.computeIfPresent(alert.id(), (key, since) -> since.plus(gap));
      }
    }
    return true;
  }

  private void start(
      AlertRuleId id, AlertRuleVerdict verdict, Instant now, List<AlertEvent> events) {
    Duration holds = settings.limits(id).holds();
    Set<String> held = new HashSet<>();
    int firing = alerts.firing(id).size();
    for (AlertRuleFinding finding : verdict.findings()) {
      String alert = alertId(id, finding.subject());
      held.add(alert);
      Instant since = heldSince.computeIfAbsent(alert, first -> now);
      boolean longEnough = !now.isBefore(since.plus(holds));
      if (longEnough && !alerts.isFiring(alert) && firing < MAX_SUBJECTS) {
        firing++;
        events.add(applied(firing(id, alert, finding, now)));
      }
    }
    verdict.undecided().forEach(subject -> held.add(alertId(id, subject)));
    heldSince.keySet().removeIf(alert -> isOf(id, alert) && !held.contains(alert));
  }

  private void end(AlertRule rule, AlertRuleVerdict verdict, Instant now, List<AlertEvent> events) {
    Set<String> present = new HashSet<>(verdict.undecided());
    verdict.findings().forEach(finding -> present.add(finding.subject()));
    Duration resolveAfter =
        rule.isRaisedElsewhere() ? settings.limits(rule.id()).holds() : settings.resolveAfter();
    for (AlertEvent alert : alerts.firing(rule.id())) {
      if (present.contains(alert.subject())) {
        goneSince.remove(alert.id());
      } else {
        Instant gone = goneSince.computeIfAbsent(alert.id(), first -> now);
        if (!now.isBefore(gone.plus(resolveAfter))) {
          goneSince.remove(alert.id());
          events.add(applied(resolved(alert, formatter.resolved(alert), now)));
        }
      }
    }
  }

  private AlertEvent applied(AlertEvent event) {
    alerts.apply(event);
    return event;
  }

  private AlertEvent firing(AlertRuleId rule, String id, AlertRuleFinding finding, Instant now) {
    return new AlertEvent(
        AlertEvent.VERSION,
        id,
        rule,
        AlertState.FIRING,
        finding.tenantId(),
        finding.instance(),
        finding.subject(),
        formatter.firing(rule, finding),
        now,
        rule.severity(),
        now);
  }

  private static AlertEvent resolved(AlertEvent event, String message, Instant now) {
    return new AlertEvent(
        AlertEvent.VERSION,
        event.id(),
        event.rule(),
        AlertState.RESOLVED,
        event.tenantId(),
        event.instance(),
        event.subject(),
        message,
        now,
        event.severity(),
        event.since());
  }

  private static boolean isOf(AlertRuleId rule, String alert) {
    String own = alertId(rule, null);
    return alert.equals(own) || alert.startsWith(own + ":");
  }

  /** The alert's id: the same on every console, so that two consoles mean the same alert. */
  static String alertId(AlertRuleId rule, String subject) {
    String name = rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return subject == null ? name : name + ":" + subject;
  }
}
