// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.util.List;
import java.util.stream.Collectors;

/** A message to people: one alert event, or several combined into a digest, oldest first. */
record AlertNotice(List<AlertEvent> events) {
  AlertNotice {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a notice of nothing");
    }
  }

  static AlertNotice of(AlertEvent event) {
    return new AlertNotice(List.of(event));
  }

  boolean isDigest() {
    return events.size() > 1;
  }

  AlertEvent first() {
    return events.get(0);
  }

  long count(AlertState state) {
    return events.stream().filter(event -> event.state() == state).count();
  }

  /** An id that depends on the events only, so that a receiver can drop repetitions. */
  String id() {
    return digest(
        events.stream().map(event -> key(event, event.state())).collect(Collectors.joining()));
  }

  /** The id of the notice that is only about this episode's start or end. */
  static String id(AlertEvent event, AlertState state) {
    return digest(key(event, state));
  }

  private static String key(AlertEvent event, AlertState state) {
    return event.episode() + " " + state + "\n";
  }

  /** The first 128 bits of a text's SHA-256, as 32 hexadecimal digits. */
  static String digest(String text) {
    return Sha256Fingerprint.of(text).substring(0, 32);
  }
}
