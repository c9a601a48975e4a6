// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;

/**
 * Hours in which a tenant's messages of the lanes normal, low and maintenance wait. High and
 * monitoring messages are sent at any hour.
 *
 * @param from first minute of the quiet hours, local time
 * @param to first minute after them, local time; before {@code from} when they span midnight
 * @param zone time zone of the tenant
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

  public QuietHours {
    if (from.equals(to)) {
      throw new IllegalArgumentException("quiet hours must begin and end at different times");
    }
  }

  /** The end of the quiet hours that an instant lies in; null when it lies in none. */
  public Instant endOfQuietAt(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean overnight = to.isBefore(from);
    boolean quiet =
        overnight
            ? !time.isBefore(from) || time.isBefore(to)
            : !time.isBefore(from) && time.isBefore(to);
    if (!quiet) {
      return null;
    }
    LocalDate day = local.toLocalDate();
    if (overnight && !time.isBefore(from)) {
      day = day.plusDays(1);
    }
    LocalDateTime end = day.atTime(to);
    ZoneOffsetTransition change = zone.getRules().getTransition(end);
    if (change != null && change.isGap()) {
      // The clocks are set forward over the end: the quiet hours end with the change.
      return change.getInstant();
    }
    // When the clocks are set back, the hour of the end can occur twice.
    ZonedDateTime first = end.atZone(zone);
    return first.toInstant().isAfter(instant)
        ? first.toInstant()
        : first.withLaterOffsetAtOverlap().toInstant();
  }
}
