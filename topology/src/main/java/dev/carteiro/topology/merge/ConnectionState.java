// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.topology.parse.ConnectionChanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * The connection of one instance as last reported.
 *
 * @param saidAt Evolution's {@code date_time} of that report: local wall time, never a clock, but
 *     comparable with another of the same server; null when it could not be read
 */
public record ConnectionState(String state, Integer reason, Instant saidAt) {
  /**
   * Evolution repeats a delivery for about 20 minutes, so an older report may come later. Beyond
   * this the difference is a changed clock (daylight saving moves by 30 minutes or more) and tells
   * nothing.
   */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(29);

  /**
   * What a report comes to.
   *
   * @param state the state to keep; the old one when the report was overtaken
   * @param event the change to write; empty when the report repeats what is known
   */
  public record Transition(ConnectionState state, Optional<InstanceStatusEvent> event) {}

  /**
   * Applies a report.
   *
   * @param found the state so far, or null
   */
  public static Transition apply(ConnectionState found, ConnectionChanged fact, String tenantId) {
    Instant saidAt = instant(fact.envelope().dateTime());
    boolean overtaken = found != null && isOlder(saidAt, found.saidAt());
    boolean repeats =
        found != null
            && found.state().equals(fact.state())
            && Objects.equals(found.reason(), fact.reason());
    if (repeats) {
      return new Transition(
          overtaken ? found : new ConnectionState(found.state(), found.reason(), saidAt),
          Optional.empty());
    }
    InstanceStatusEvent event =
        new InstanceStatusEvent(
            InstanceStatusEvent.VERSION,
            Fingerprint.of(fact.envelope().instance().text() + "\n" + fact.factKey())
                .substring(0, 32),
            tenantId,
            fact.envelope().instance(),
            fact.state(),
            found == null ? null : found.state(),
            fact.reason(),
            fact.ownJid(),
            fact.profileName(),
            fact.profilePictureUrl(),
            !overtaken,
            fact.envelope().receivedAt(),
            fact.envelope().traceId());
    ConnectionState after =
        overtaken ? found : new ConnectionState(fact.state(), fact.reason(), saidAt);
    return new Transition(after, Optional.of(event));
  }

  private static boolean isOlder(Instant saidAt, Instant lastSaidAt) {
    return saidAt != null
        && lastSaidAt != null
        && saidAt.isBefore(lastSaidAt)
        && Duration.between(saidAt, lastSaidAt).compareTo(LONGEST_DELAY) < 0;
  }

  private static Instant instant(String dateTime) {
    if (dateTime == null) {
      return null;
    }
    try {
      return Instant.parse(dateTime);
    } catch (DateTimeParseException notComparable) {
      return null;
    }
  }

  public byte[] encode() {
    return Json.write(this);
  }

  public static ConnectionState decode(byte[] encoded) {
    try {
      return Json.read(encoded, ConnectionState.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a connection state is not readable", e);
    }
  }
}
