// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.ActivityProfile.ActivityBaseline;
import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence.SilenceAssessment;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the activity profiles of all instances and judges their silences. Confined to one thread.
 *
 * <p>A silence starts at the latest message or at the opening of the connection, whichever is
 * later. If it is alarming only when times are included in which messages could not have been
 * recorded, because a part of the inbound path was down, it is uncertain: a firing alert continues,
 * and no new alert starts.
 */
final class InstanceSilenceDetector {
  private final AlertRuleLimits limits;
  private final ZoneId zone;
  private final Map<String, ActivityProfile> profiles = new HashMap<>();
  private final Map<String, DailyActivityBaseline> baselines = new HashMap<>();
  private Instant interruptedUntil;

  private record DailyActivityBaseline(LocalDate day, ActivityBaseline baseline) {}

  InstanceSilenceDetector(AlertRuleLimits limits, ZoneId zone, Instant start) {
    this.limits = limits;
    this.zone = zone;
    this.interruptedUntil = start;
  }

  void messageAt(InstanceKey instance, Instant at) {
    profiles.computeIfAbsent(instance.text(), text -> new ActivityProfile()).add(at);
  }

  /** Up to now, messages may have arrived that were not recorded. */
  void interrupted(Instant now) {
    interruptedUntil = now;
  }

  List<InstanceSilence> judge(List<BoundInstanceState> instances, Instant now) {
    List<InstanceSilence> silences = new ArrayList<>();
    for (BoundInstanceState instance : instances) {
      ActivityProfile profile = profiles.get(instance.instance().text());
      if (profile != null && (instance.isOpen() || !instance.connects()) && !instance.paused()) {
        silences.add(
            new InstanceSilence(
                instance.tenantId(),
                instance.instance(),
                profile.lastMessageAt(),
                assess(instance, profile, now)));
      }
    }
    return silences;
  }

  private SilenceAssessment assess(
      BoundInstanceState instance, ActivityProfile profile, Instant now) {
    ActivityBaseline baseline = baseline(instance.instance(), profile, now);
    Instant since = later(profile.lastMessageAt(), instance.connectionAt());
    if (baseline.activeDays() < limits.minimum() || !isAlarming(baseline, since, now)) {
      return SilenceAssessment.USUAL;
    }
    return isAlarming(baseline, later(since, interruptedUntil), now)
        ? SilenceAssessment.ALARMING
        : SilenceAssessment.UNCERTAIN;
  }

  private boolean isAlarming(ActivityBaseline baseline, Instant since, Instant now) {
    return !now.isBefore(since.plus(limits.window()))
        && baseline.isAlarming(since, now, limits.threshold());
  }

  private ActivityBaseline baseline(InstanceKey instance, ActivityProfile profile, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    DailyActivityBaseline known = baselines.get(instance.text());
    if (known == null || !known.day().equals(today)) {
      profile.forgetBefore(now);
      known = new DailyActivityBaseline(today, profile.baseline(now, zone));
      baselines.put(instance.text(), known);
    }
    return known.baseline();
  }

  /** Drops the cached baselines, because more of the past was loaded. */
  void clearBaselines() {
    baselines.clear();
  }

  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
