// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a channel is to tell: one event, or several put together.
 *
 * @param events in the order in which they happened; never empty
 */
record Notice(List<AlertEvent> events) {
  Notice {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a notice of nothing");
    }
  }

  static Notice of(AlertEvent event) {
    return new Notice(List.of(event));
  }

  boolean isDigest() {
    return events.size() > 1;
  }

  /** The one event of a notice that is no digest, the first of one that is. */
  AlertEvent first() {
    return events.get(0);
  }

  long count(AlertEvent.State state) {
    return events.stream().filter(event -> event.state() == state).count();
  }

  /** The same for the same events, whoever tells them: a receiver that keeps it drops repeats. */
  String id() {
    StringBuilder text = new StringBuilder();
    events.forEach(
        event -> text.append(event.episode()).append(' ').append(event.state()).append('\n'));
    return digest(text.toString());
  }

  /** Thirty-two hexadecimal digits that stand for a text. */
  static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
