// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.registry.QuietHours;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A tenant's quiet hours in requests and responses: {@code HH:MM} and an IANA name. */
record QuietHoursRequest(String from, String to, String timezone) {
  private static final Set<String> FIELDS = Set.of("from", "to", "timezone");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Reads the field {@code quietHours}; null when absent. */
  static QuietHours read(RequestFieldReader tenant) {
    RequestFieldReader fields = tenant.object("quietHours", FIELDS);
    if (fields == null) {
      return null;
    }
    LocalTime from = time(fields, "from");
    LocalTime to = time(fields, "to");
    ZoneId zone = RequestedTime.zone("quietHours.timezone", fields.requiredText("timezone", 64));
    if (from.equals(to)) {
      throw fields.invalid("to", "another time than from");
    }
    return new QuietHours(from, to, zone);
  }

  /** Quiet hours as a response shows them; null for none. */
  static QuietHoursRequest of(QuietHours hours) {
    return hours == null
        ? null
        : new QuietHoursRequest(
            MINUTES.format(hours.from()), MINUTES.format(hours.to()), hours.zone().getId());
  }

  private static LocalTime time(RequestFieldReader fields, String name) {
    String text = fields.requiredText(name, 5);
    if (!TIME.matcher(text).matches()) {
      throw fields.invalid(name, "a time of day, HH:MM");
    }
    return LocalTime.parse(text);
  }
}
