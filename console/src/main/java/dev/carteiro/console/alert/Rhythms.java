// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.AlertLimit;
import dev.carteiro.console.alert.Rows.Silence;
import dev.carteiro.console.alert.Rows.Silence.Meaning;
import dev.carteiro.console.monitor.InstanceState;
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
final class Rhythms {
  private final AlertLimit limit;
  private final ZoneId zone;
  private final Map<String, Rhythm> rhythms = new HashMap<>();
  private final Map<String, Known> usual = new HashMap<>();
  private Instant deafUntil;

  /** A baseline, cached for one day. */
  private record Known(LocalDate day, Rhythm.Usual usual) {}

  /**
   * @param start when recording began
   */
  Rhythms(AlertLimit limit, ZoneId zone, Instant start) {
    this.limit = limit;
    this.zone = zone;
    this.deafUntil = start;
  }

  /** A contact wrote to an instance. */
  void heard(InstanceKey instance, Instant at) {
    rhythms.computeIfAbsent(instance.text(), text -> new Rhythm()).heard(at);
  }

  /** Up to now, messages may have arrived that were not recorded. */
  void deaf(Instant now) {
    deafUntil = now;
  }

  /** Judges the silence of each instance that is connected and not paused. */
  List<Silence> judge(List<InstanceState> instances, Instant now) {
    List<Silence> silences = new ArrayList<>();
    for (InstanceState instance : instances) {
      Rhythm rhythm = rhythms.get(instance.instance().text());
      if (rhythm != null && (instance.isOpen() || !instance.connects()) && !instance.paused()) {
        silences.add(
            new Silence(
                instance.tenantId(),
                instance.instance(),
                rhythm.lastHeard(),
                meaning(instance, rhythm, now)));
      }
    }
    return silences;
  }

  private Meaning meaning(InstanceState instance, Rhythm rhythm, Instant now) {
    Rhythm.Usual known = usual(instance.instance(), rhythm, now);
    Instant since = later(rhythm.lastHeard(), instance.connectionAt());
    if (known.spokenDays() < limit.minimum() || !isAlarming(known, since, now)) {
      return Meaning.USUAL;
    }
    return isAlarming(known, later(since, deafUntil), now) ? Meaning.ALARMING : Meaning.UNCERTAIN;
  }

  private boolean isAlarming(Rhythm.Usual known, Instant since, Instant now) {
    return !now.isBefore(since.plus(limit.window()))
        && known.alarming(since, now, limit.threshold());
  }

  private Rhythm.Usual usual(InstanceKey instance, Rhythm rhythm, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Known known = usual.get(instance.text());
    if (known == null || !known.day().equals(today)) {
      rhythm.forgetBefore(now);
      known = new Known(today, rhythm.usual(now, zone));
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
