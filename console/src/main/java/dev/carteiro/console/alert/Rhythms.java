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
 * The rhythms of all instances, and what their silences mean now. Belongs to one thread.
 *
 * <p>A silence counts from the last of: the last message that came, the connection's opening, and
 * the last moment at which messages could not have been heard because some part of the way in was
 * down. The last makes the difference between alarming and uncertain: what fired goes on firing,
 * and nothing new begins.
 */
final class Rhythms {
  private final AlertLimit limit;
  private final ZoneId zone;
  private final Map<String, Rhythm> rhythms = new HashMap<>();
  private final Map<String, Known> usual = new HashMap<>();
  private Instant deafUntil;

  private record Known(LocalDate day, Rhythm.Usual usual) {}

  /**
   * @param start when listening began
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

  /** Messages may have come that could not be heard. */
  void deaf(Instant now) {
    deafUntil = now;
  }

  /** What the silence of each connected instance means. */
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

  /** The habits are made anew: more of the past became known. */
  void learnt() {
    usual.clear();
  }

  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
