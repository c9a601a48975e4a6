// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertRuleConditions.AlertRuleCondition;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import dev.carteiro.contract.event.AlertEvent;
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
  /**
   * The largest number of subjects that fire at once per rule; more would tell people nothing new.
   */
  private static final int MOST_SUBJECTS = 1_000;

  /**
   * Rules whose alerts are raised and resolved by other roles. The engine only resolves them,
   * because a process that died cannot resolve its own alerts.
   */
  private static final Set<AlertRuleId> RAISED_ELSEWHERE =
      Set.of(
          AlertRuleId.EVOLUTION_OFFLINE,
          AlertRuleId.EVOLUTION_UNLICENSED,
          AlertRuleId.SEND_NEEDS_MANUAL,
          AlertRuleId.SEND_RATE_LIMITED);

  private final AlertSettings settings;
  private final AlertMessageFormatter wording;
  private final FiringAlertRegistry book;
  private final Map<AlertRuleId, AlertRuleCondition> conditions;
  private final Map<AlertRuleId, AlertRuleVerdict> verdicts = new EnumMap<>(AlertRuleId.class);
  private final Map<String, Instant> heldSince = new HashMap<>();
  private final Map<String, Instant> goneSince = new HashMap<>();

  /** When each rule could last be judged. */
  private final Map<AlertRuleId, Instant> judgedAt = new EnumMap<>(AlertRuleId.class);

  private final Set<AlertRuleId> blind = EnumSet.noneOf(AlertRuleId.class);

  AlertRuleEngine(AlertSettings settings, AlertMessageFormatter wording, FiringAlertRegistry book) {
    this.settings = settings;
    this.wording = wording;
    this.book = book;
    this.conditions = AlertRuleConditions.of(settings);
  }

  /**
   * Judges all rules and returns the alerts that start or end now, in the order of {@link
   * AlertRuleId}. They are already in the {@link FiringAlertRegistry}.
   */
  List<AlertEvent> judge(AlertRuleInput seen) {
    List<AlertEvent> events = new ArrayList<>();
    for (AlertRuleId rule : AlertRuleId.values()) {
      events.addAll(judge(rule, seen));
    }
    return events;
  }

  /** Judges one rule. */
  List<AlertEvent> judge(AlertRuleId rule, AlertRuleInput seen) {
    AlertRuleCondition condition = conditions.get(rule);
    if (condition == null) {
      return settings.isOn(rule.name()) ? List.of() : switchedOff(rule, seen.at());
    }
    AlertRuleVerdict verdict = condition.apply(seen);
    verdicts.put(rule, verdict);
    if (!verdict.known()) {
      blind.add(rule);
      return List.of();
    }
    Instant last = judgedAt.put(rule, seen.at());
    if (blind.remove(rule) && last != null) {
      leaveOut(rule, Duration.between(last, seen.at()));
    }
    List<AlertEvent> events = new ArrayList<>();
    if (!RAISED_ELSEWHERE.contains(rule)) {
      begin(rule, verdict, seen.at(), events);
    }
    end(rule, verdict, seen.at(), events);
    return events;
  }

  /** The latest verdict of each rule. */
  Map<AlertRuleId, AlertRuleVerdict> verdicts() {
    return Map.copyOf(verdicts);
  }

  /** Forgets how long conditions have held, because another console has judged in the meantime. */
  void startAnew() {
    heldSince.clear();
    goneSince.clear();
    judgedAt.clear();
    blind.clear();
  }

  /**
   * Excludes a time in which the rule could not be judged from how long its conditions have held or
   * been gone.
   */
  private void leaveOut(AlertRuleId rule, Duration unseen) {
    heldSince.replaceAll((id, since) -> isOf(rule, id) ? since.plus(unseen) : since);
    for (AlertEvent event : book.firing(rule)) {
      goneSince.computeIfPresent(event.id(), (id, since) -> since.plus(unseen));
    }
  }

  private void begin(
      AlertRuleId rule, AlertRuleVerdict verdict, Instant now, List<AlertEvent> events) {
    Duration holds = settings.limit(rule.name()).holds();
    Set<String> held = new HashSet<>();
    int firing = book.firing(rule).size();
    for (AlertRuleFinding finding : verdict.findings()) {
      String id = id(rule, finding.subject());
      held.add(id);
      Instant since = heldSince.computeIfAbsent(id, first -> now);
      boolean longEnough = !now.isBefore(since.plus(holds));
      if (longEnough && !book.isFiring(id) && firing < MOST_SUBJECTS) {
        firing++;
        events.add(noted(firing(rule, id, finding, now)));
      }
    }
    verdict.undecided().forEach(subject -> held.add(id(rule, subject)));
    heldSince.keySet().removeIf(id -> isOf(rule, id) && !held.contains(id));
  }

  private void end(
      AlertRuleId rule, AlertRuleVerdict verdict, Instant now, List<AlertEvent> events) {
    Set<String> present = new HashSet<>(verdict.undecided());
    verdict.findings().forEach(finding -> present.add(finding.subject()));
    Duration patience =
        RAISED_ELSEWHERE.contains(rule)
            ? settings.limit(rule.name()).holds()
            : settings.resolveAfter();
    for (AlertEvent event : book.firing(rule)) {
      if (present.contains(event.subject())) {
        goneSince.remove(event.id());
        continue;
      }
      Instant gone = goneSince.computeIfAbsent(event.id(), first -> now);
      if (!now.isBefore(gone.plus(patience))) {
        goneSince.remove(event.id());
        events.add(noted(resolved(event, wording.resolved(event), now)));
      }
    }
  }

  private List<AlertEvent> switchedOff(AlertRuleId rule, Instant now) {
    return book.firing(rule).stream()
        .map(event -> noted(resolved(event, wording.switchedOff(event), now)))
        .toList();
  }

  private AlertEvent noted(AlertEvent event) {
    book.apply(event);
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
        wording.firing(rule, finding),
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

  private static boolean isOf(AlertRuleId rule, String id) {
    String own = id(rule, null);
    return id.equals(own) || id.startsWith(own + ":");
  }

  /** The alert's id: the same on every console, so that two consoles mean the same alert. */
  static String id(AlertRuleId rule, String subject) {
    String name = rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return subject == null ? name : name + ":" + subject;
  }
}
