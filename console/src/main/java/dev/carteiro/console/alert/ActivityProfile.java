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
 * When contacts usually write to an instance, and so how unusual its silence is.
 *
 * <p>Time is divided into slots of 30 minutes. For each slot of the day, separately for working
 * days, Saturdays and Sundays, {@code p = n / (d + 1)}, where {@code n} is the number of past days
 * with a message in the slot, of {@code d} past days. An empty slot has the surprise {@code -ln(1 -
 * p)}: zero at night, when the slot is always empty, and high at noon, when it never is. The
 * surprise of a silence is the sum over the whole slots in it, so {@code exp(-surprise)} would be
 * its probability if slots were independent. They are not (a quiet morning makes a quiet noon). A
 * silence is therefore alarming only if its surprise is also more than 1.5 times that of the second
 * largest silence of the last 14 days. It is the second largest so that one outage or holiday does
 * not hide other silences for two weeks.
 *
 * <p>Confined to one thread.
 */
final class ActivityProfile {
  static final Duration SLOT = Duration.ofMinutes(30);
  static final int DAYS = 14;
  private static final int SLOTS_OF_DAY = (int) (Duration.ofDays(1).toSeconds() / SLOT.toSeconds());

  /** How much larger than past silences an alarming silence must be. */
  private static final double PAST_FACTOR = 1.5;

  private final NavigableSet<Long> active = new TreeSet<>();
  private Instant lastMessageAt = Instant.EPOCH;

  /** Adds a message's time. Times may come in any order. */
  void add(Instant at) {
    active.add(slot(at));
    if (at.isAfter(lastMessageAt)) {
      lastMessageAt = at;
    }
  }

  Instant lastMessageAt() {
    return lastMessageAt;
  }

  void forgetBefore(Instant now) {
    active.headSet(slot(now.minus(Duration.ofDays(DAYS + 1))), false).clear();
  }

  ActivityBaseline baseline(Instant now, ZoneId zone) {
    return new ActivityBaseline(active, lastMessageAt, now, zone);
  }

  private static long slot(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
  }

  /** How often messages came in each slot of the days before today. */
  static final class ActivityBaseline {
    /** Working days, Saturdays and Sundays have a baseline each. */
    private static final int DAY_KINDS = 3;

    private final ZoneId zone;
    private final int[][] activeSlots = new int[DAY_KINDS][SLOTS_OF_DAY];
    private final int[] days = new int[DAY_KINDS];
    private final int activeDays;
    private final double secondLargest;

    private ActivityBaseline(
        NavigableSet<Long> active, Instant lastMessageAt, Instant now, ZoneId zone) {
      this.zone = zone;
      long today = slot(now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
      long first = active.isEmpty() ? today : startOfDay(active.first());
      long from = Math.max(first, today - (long) DAYS * SLOTS_OF_DAY);
      Set<Long> activeDates = new TreeSet<>();
      for (long day = from; day < today; day += SLOTS_OF_DAY) {
        days[kind(day)]++;
      }
      for (long slot : active.subSet(from, today)) {
        activeSlots[kind(slot)][ofDay(slot)]++;
        activeDates.add(startOfDay(slot));
      }
      this.activeDays = activeDates.size();
      this.secondLargest = secondLargestSilence(active, from, Math.min(today, slot(lastMessageAt)));
    }

    int activeDays() {
      return activeDays;
    }

    double surprise(Instant since, Instant until) {
      return surprise(slot(since) + 1, slot(until));
    }

    /** Whether a silence is worth an alert: it is rarer than one in {@code oneIn}. */
    boolean isAlarming(Instant since, Instant now, long oneIn) {
      double surprise = surprise(since, now);
      return surprise > Math.log(oneIn) && surprise > PAST_FACTOR * secondLargest;
    }

    private double surprise(long from, long until) {
      double sum = 0;
      for (long slot = from; slot < until; slot++) {
        sum += surprise(slot);
      }
      return sum;
    }

    private double surprise(long slot) {
      int kind = kind(slot);
      double share = activeSlots[kind][ofDay(slot)] / (days[kind] + 1.0);
      return -Math.log(1 - share);
    }

    private double secondLargestSilence(NavigableSet<Long> active, long from, long until) {
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

    private int kind(long slot) {
      return Math.max(0, local(slot).getDayOfWeek().getValue() - DayOfWeek.FRIDAY.getValue());
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
