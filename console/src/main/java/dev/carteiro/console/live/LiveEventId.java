// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * The id of an event, the same on every console: its record's topic, partition and offset, and its
 * timestamp. With the timestamp, a console that does not hold the event knows where to continue,
 * and ids stay unique when a topic is created anew. The text form is {@code m3-9ix-mi8x2k0a}: topic
 * and partition, offset, timestamp, with the numbers in base 36.
 *
 * @param topic the letter of its {@link LiveEventReader.LiveTopic}
 */
record LiveEventId(char topic, int partition, long offset, long timeMs) {
  private static final int BASE = 36;
  private static final int LONGEST = 40;

  static Optional<LiveEventId> parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length != 3 || parts[0].length() < 2 || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      LiveEventId id =
          new LiveEventId(
              parts[0].charAt(0),
              Integer.parseInt(parts[0].substring(1), BASE),
              Long.parseLong(parts[1], BASE),
              Long.parseLong(parts[2], BASE));
      return id.text().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @JsonValue
  String text() {
    return topic
        + Integer.toString(partition, BASE)
        + "-"
        + Long.toString(offset, BASE)
        + "-"
        + Long.toString(timeMs, BASE);
  }

  @Override
  public String toString() {
    return text();
  }
}
