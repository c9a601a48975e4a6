// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * When an instance usually speaks, and so what its silence means.
 *
 * <p>Time is cut into slots of half an hour. For each slot of the day, apart for working days,
 * Saturdays and Sundays, {@code p} is the share of past days on which something came in it, {@code
 * n / (d + 1)}. A slot that stays empty is as surprising as {@code -ln(1 - p)}: nothing at night,
 * when it is always empty, much at noon, when it never is. The surprise of a silence is the sum
 * over the whole slots in it, so {@code exp(-surprise)} is how rare it would be if slots did not
 * depend on each other. They do (a quiet morning makes a quiet noon), and so a silence is alarming
 * only when it is also half as surprising again as the second largest one of the days remembered:
 * one outage or holiday among them does not make the instance deaf for two weeks.
 *
 * <p>Belongs to one thread.
 */
final class Rhythm {
  static final Duration SLOT = Duration.ofMinutes(30);
  static final int DAYS = 14;
  private static final int SLOTS_OF_DAY = (int) (Duration.ofDays(1).toSeconds() / SLOT.toSeconds());
  private static final double BEYOND_THE_PAST = 1.5;

  private final NavigableSet<Long> active = new TreeSet<>();
  private Instant lastHeard = Instant.EPOCH;

  /** Something came. Times may come in any order. */
  void heard(Instant at) {
    active.add(slot(at));
    if (at.isAfter(lastHeard)) {
      lastHeard = at;
    }
  }

  /** When something came last; the epoch when nothing did. */
  Instant lastHeard() {
    return lastHeard;
  }

  /** Forgets what is too old to matter. */
  void forgetBefore(Instant now) {
    active.headSet(slot(now.minus(Duration.ofDays(DAYS + 1))), false).clear();
  }

  /** What it is judged by. */
  Usual usual(Instant now, ZoneId zone) {
    return new Usual(active, lastHeard, now, zone);
  }

  private static long slot(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
  }

  /** The habits of the days before today. */
  static final class Usual {
    private enum Kind {
      WORKING,
      SATURDAY,
      SUNDAY
    }

    private final ZoneId zone;
    private final int[][] heard = new int[Kind.values().length][SLOTS_OF_DAY];
    private final int[] days = new int[Kind.values().length];
    private final int spokenDays;
    private final double hardest;

    private Usual(NavigableSet<Long> active, Instant lastHeard, Instant now, ZoneId zone) {
      this.zone = zone;
      long today = slot(now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
      long first = active.isEmpty() ? today : startOfDay(active.first());
      long from = Math.max(first, today - (long) DAYS * SLOTS_OF_DAY);
      Set<Long> spoken = new TreeSet<>();
      for (long day = from; day < today; day += SLOTS_OF_DAY) {
        days[kind(day).ordinal()]++;
      }
      for (long slot : active.subSet(from, today)) {
        heard[kind(slot).ordinal()][ofDay(slot)]++;
        spoken.add(startOfDay(slot));
      }
      this.spokenDays = spoken.size();
      this.hardest = secondLargest(active, from, Math.min(today, slot(lastHeard)));
    }

    /** Days on which it spoke. */
    int spokenDays() {
      return spokenDays;
    }

    /** How surprising it is that nothing came between two times. */
    double surprise(Instant since, Instant until) {
      return surprise(slot(since) + 1, slot(until));
    }

    /**
     * Whether nothing having come since then, until now, is worth an alert.
     *
     * @param oneIn how rare it must be
     */
    boolean alarming(Instant since, Instant now, long oneIn) {
      double surprise = surprise(since, now);
      return surprise > Math.log(oneIn) && surprise > BEYOND_THE_PAST * hardest;
    }

    private double surprise(long from, long until) {
      double sum = 0;
      for (long slot = from; slot < until; slot++) {
        sum += surprise(slot);
      }
      return sum;
    }

    private double surprise(long slot) {
      int kind = kind(slot).ordinal();
      double share = heard[kind][ofDay(slot)] / (days[kind] + 1.0);
      return -Math.log(1 - share);
    }

    /** The second largest of the silences remembered, each with its whole length. */
    private double secondLargest(NavigableSet<Long> active, long from, long until) {
      double largest = 0;
      double second = 0;
      double silence = 0;
      for (long slot = from; slot < until; slot++) {
        silence = active.contains(slot) ? 0 : silence + surprise(slot);
        if (active.contains(slot + 1) || slot + 1 == until) {
          second = Math.max(second, Math.min(largest, silence));
          largest = Math.max(largest, silence);
        }
      }
      return second;
    }

    private Kind kind(long slot) {
      DayOfWeek day = local(slot).getDayOfWeek();
      return switch (day) {
        case SATURDAY -> Kind.SATURDAY;
        case SUNDAY -> Kind.SUNDAY;
        default -> Kind.WORKING;
      };
    }

    private int ofDay(long slot) {
      return (int) (local(slot).toLocalTime().toSecondOfDay() / SLOT.toSeconds());
    }

    private long startOfDay(long slot) {
      return slot(local(slot).toLocalDate().atStartOfDay(zone).toInstant());
    }

    private ZonedDateTime local(long slot) {
      return Instant.ofEpochSecond(slot * SLOT.toSeconds()).atZone(zone);
    }
  }
}
