// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import java.util.Locale;
import java.util.Map;

/** The events that are read; all others are kept as they came. */
enum EventKind {
  MESSAGE,
  HISTORY,
  API_MESSAGE,
  UPDATE,
  EDITED,
  API_EDITED,
  DELETE,
  CONNECTION,
  OTHER;

  private static final Map<String, EventKind> BY_NAME =
      Map.of(
          "messages.upsert", MESSAGE,
          "messages.set", HISTORY,
          "send.message", API_MESSAGE,
          "messages.update", UPDATE,
          "messages.edited", EDITED,
          "send.message.update", API_EDITED,
          "messages.delete", DELETE,
          "connection.update", CONNECTION);

  static EventKind of(String wireName) {
    return BY_NAME.getOrDefault(wireName, OTHER);
  }

  /**
   * The dotted lower-case form of an event's name, which settings and URL suffixes write as {@code MESSAGES_UPSERT} and
   * {@code messages-upsert}. Only names that are read are translated; others stay as they came.
   */
  static String wireName(String given) {
    if (BY_NAME.containsKey(given)) {
      return given;
    }
    String dotted = given.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    return BY_NAME.containsKey(dotted) ? dotted : given;
  }
}
