// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.runtime.http.HttpProblemException;
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
 * A time in a request, as written and as an instant: RFC 3339 with an offset, or a local time with
 * an IANA time zone. A local time alone is rejected.
 */
record RequestedTime(String text, Instant instant) {
  static final Duration MAX_AHEAD = Duration.ofDays(90);

  private static final int MAX_LENGTH = 64;

  /** RFC 3339. Java's parser also accepts years with more digits and offsets with seconds. */
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})?");

  /** Parses a time; {@code zone} is that of local times, null when the request names none. */
  static RequestedTime read(String field, String text, ZoneId zone) {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw invalid(field);
    }
    try {
      return new RequestedTime(text, OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException noOffset) {
      return new RequestedTime(text, local(field, text, zone));
    }
  }

  static ZoneId zone(String field, String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw ApiProblemFactory.invalidField(field, "an IANA time zone such as America/Sao_Paulo");
    }
  }

  /** This time if it is in the future and at most {@link #MAX_AHEAD} ahead; else throws 400. */
  RequestedTime schedulable(String field, Instant now) {
    future(field, now);
    if (instant.isAfter(now.plus(MAX_AHEAD))) {
      throw ApiProblemFactory.badRequest(
          "TIME_TOO_FAR",
          "Field " + field + " may lie at most " + MAX_AHEAD.toDays() + " days ahead.");
    }
    return this;
  }

  /** Returns this time if it is in the future; otherwise throws a 400 problem. */
  RequestedTime future(String field, Instant now) {
    if (!instant.isAfter(now)) {
      throw ApiProblemFactory.badRequest(
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
      throw ApiProblemFactory.badRequest(
          "TIME_WITHOUT_OFFSET",
          "Field "
              + field
              + " needs an offset, as in 2027-01-31T10:30:00-03:00 or …Z, or a field timezone beside"
              + " it.");
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw ApiProblemFactory.badRequest(
          "INVALID_TIME",
          "Field " + field + " does not exist in " + zone + ": clocks are put forward there then.");
    }
    // A local time occurs twice when clocks are set back; the first is used.
    return local.toInstant(offsets.get(0));
  }

  private static HttpProblemException invalid(String field) {
    return ApiProblemFactory.badRequest(
        "INVALID_TIME",
        "Field " + field + " must be a time of RFC 3339, such as 2027-01-31T10:30:00-03:00.");
  }
}
