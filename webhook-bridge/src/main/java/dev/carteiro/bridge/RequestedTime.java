// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.runtime.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A time as a request writes it: RFC 3339 with an offset, or a local time together with an IANA
 * time zone. A local time alone is refused: whose clock was meant cannot be known.
 *
 * @param text as the request wrote it
 * @param instant what it means
 */
record RequestedTime(String text, Instant instant) {
  /** How far ahead a schedule may lie. */
  static final Duration FURTHEST = Duration.ofDays(90);

  private static final int LONGEST = 64;

  /** Java's parser also takes years of more digits and offsets with seconds; RFC 3339 does not. */
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})?");

  /**
   * Reads a time.
   *
   * @param zone where local times are meant; null when the request says none. A time with an offset
   *     needs none and is not changed by it
   */
  static RequestedTime read(String field, String text, ZoneId zone) {
    if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
      throw invalid(field);
    }
    try {
      return new RequestedTime(text, OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException noOffset) {
      return new RequestedTime(text, local(field, text, zone));
    }
  }

  /** Reads an IANA time zone. */
  static ZoneId zone(String field, String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw ApiProblems.invalidField(field, "an IANA time zone such as America/Sao_Paulo");
    }
  }

  /** This time, if it lies in the future but not too far. */
  RequestedTime schedulable(String field, Instant now) {
    future(field, now);
    if (instant.isAfter(now.plus(FURTHEST))) {
      throw ApiProblems.badRequest(
          "TIME_TOO_FAR",
          "Field " + field + " may lie at most " + FURTHEST.toDays() + " days ahead.");
    }
    return this;
  }

  /** This time, if it lies in the future. */
  RequestedTime future(String field, Instant now) {
    if (!instant.isAfter(now)) {
      throw ApiProblems.badRequest(
          "TIME_IN_PAST", "Field " + field + " must lie in the future; here it is " + now + ".");
    }
    return this;
  }

  private static Instant local(String field, String text, ZoneId zone) {
    LocalDateTime local;
    try {
      local = LocalDateTime.parse(text);
    } catch (DateTimeParseException noTime) {
      throw invalid(field);
    }
    if (zone == null) {
      throw ApiProblems.badRequest(
          "TIME_WITHOUT_OFFSET",
          "Field "
              + field
              + " needs an offset, as in 2027-01-31T10:30:00-03:00 or …Z, or a field timezone beside"
              + " it.");
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw ApiProblems.badRequest(
          "INVALID_TIME",
          "Field " + field + " does not exist in " + zone + ": clocks are put forward there then.");
    }
    // Where clocks are put back a time comes twice: the first is meant.
    return local.toInstant(offsets.get(0));
  }

  private static ProblemException invalid(String field) {
    return ApiProblems.badRequest(
        "INVALID_TIME",
        "Field " + field + " must be a time of RFC 3339, such as 2027-01-31T10:30:00-03:00.");
  }
}
