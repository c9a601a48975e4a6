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
  private final AlertRuleLimits limit;
  private final ZoneId zone;
  private final Map<String, ActivityProfile> rhythms = new HashMap<>();
  private final Map<String, DailyActivityBaseline> usual = new HashMap<>();
  private Instant deafUntil;

  /** A baseline, cached for one day. */
  private record DailyActivityBaseline(LocalDate day, ActivityBaseline usual) {}

  /**
   * @param start when recording began
   */
  InstanceSilenceDetector(AlertRuleLimits limit, ZoneId zone, Instant start) {
    this.limit = limit;
    this.zone = zone;
    this.deafUntil = start;
  }

  /** A contact wrote to an instance. */
  void heard(InstanceKey instance, Instant at) {
    rhythms.computeIfAbsent(instance.text(), text -> new ActivityProfile()).heard(at);
  }

  /** Up to now, messages may have arrived that were not recorded. */
  void deaf(Instant now) {
    deafUntil = now;
  }

  /** Judges the silence of each instance that is connected and not paused. */
  List<InstanceSilence> judge(List<BoundInstanceState> instances, Instant now) {
    List<InstanceSilence> silences = new ArrayList<>();
    for (BoundInstanceState instance : instances) {
      ActivityProfile rhythm = rhythms.get(instance.instance().text());
      if (rhythm != null && (instance.isOpen() || !instance.connects()) && !instance.paused()) {
        silences.add(
            new InstanceSilence(
                instance.tenantId(),
                instance.instance(),
                rhythm.lastHeard(),
                meaning(instance, rhythm, now)));
      }
    }
    return silences;
  }

  private SilenceAssessment meaning(
      BoundInstanceState instance, ActivityProfile rhythm, Instant now) {
    ActivityBaseline known = usual(instance.instance(), rhythm, now);
    Instant since = later(rhythm.lastHeard(), instance.connectionAt());
    if (known.spokenDays() < limit.minimum() || !isAlarming(known, since, now)) {
      return SilenceAssessment.USUAL;
    }
    return isAlarming(known, later(since, deafUntil), now)
        ? SilenceAssessment.ALARMING
        : SilenceAssessment.UNCERTAIN;
  }

  private boolean isAlarming(ActivityBaseline known, Instant since, Instant now) {
    return !now.isBefore(since.plus(limit.window()))
        && known.alarming(since, now, limit.threshold());
  }

  private ActivityBaseline usual(InstanceKey instance, ActivityProfile rhythm, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    DailyActivityBaseline known = usual.get(instance.text());
    if (known == null || !known.day().equals(today)) {
      rhythm.forgetBefore(now);
      known = new DailyActivityBaseline(today, rhythm.usual(now, zone));
      usual.put(instance.text(), known);
    }
    return known.usual();
  }

  /** Drops the cached baselines, because more of the past was loaded. */
  void learnt() {
    usual.clear();
  }

  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
