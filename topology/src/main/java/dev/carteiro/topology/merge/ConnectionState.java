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
 * @param arrivedAt when the report came, by the broker's clock; null when that is not known, as in
 *     entries of older versions
 */
public record ConnectionState(String state, Integer reason, Instant saidAt, Instant arrivedAt) {
  /**
   * Evolution repeats a delivery for about 20 minutes, so an older report may come later. A report
   * that would have been under way longer than this was not: the server's clock was changed
   * (daylight saving moves it by 30 minutes or more).
   */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(29);

  /** Zones differ by whole multiples of this, so it tells a server's zone from its error. */
  private static final long ZONE_STEP_MS = Duration.ofMinutes(15).toMillis();

  /** A time said so far ahead of the arrival is no delay: that clock was wrong. */
  private static final long WRONG_CLOCK_MS = 30_000;

  /** A report that came so soon after its time, or so little before it, was not delayed. */
  private static final long TIMELY_MS = 10_000;

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
   * @param arrivedAt the broker's clock when it took the report; null when it was sent again on
   *     purpose, so that only its own time tells when it was made
   */
  public static Transition apply(
      ConnectionState found, ConnectionChanged fact, String tenantId, Instant arrivedAt) {
    ConnectionState told =
        new ConnectionState(
            fact.state(), fact.reason(), instant(fact.envelope().dateTime()), arrivedAt);
    if (found == null) {
      return new Transition(told, Optional.of(event(null, told, fact, tenantId)));
    }
    boolean overtaken = told.isOlderThan(found) && !told.contradicts(found);
    boolean repeats =
        found.state().equals(told.state()) && Objects.equals(found.reason(), told.reason());
    boolean saysLess = found.isMoreThan(told);
    return new Transition(
        overtaken || saysLess ? found : told,
        repeats || saysLess && told.isOfNoInterest()
            ? Optional.empty()
            : Optional.of(event(found, told, fact, tenantId)));
  }

  /**
   * Whether this state stays although another was told: a deleted instance goes on closing and
   * connecting in Evolution for a while, and the close that follows a logout says less than it.
   */
  private boolean isMoreThan(ConnectionState told) {
    boolean gone = InstanceStatusEvent.isGone(state);
    boolean loggedOut = InstanceStatusEvent.LOGGED_OUT.equals(state);
    return switch (told.state) {
      case "open", InstanceStatusEvent.DELETED -> false;
      case InstanceStatusEvent.CREATED -> !gone && !loggedOut;
      case "close" -> gone || loggedOut;
      default -> gone;
    };
  }

  /** What a deleted instance may say several times a second, or said once already. */
  private boolean isOfNoInterest() {
    return !state.equals("close");
  }

  private static InstanceStatusEvent event(
      ConnectionState found, ConnectionState told, ConnectionChanged fact, String tenantId) {
    boolean older = found != null && told.isOlderThan(found);
    boolean clockChanged = older && told.contradicts(found);
    // In an hour that comes twice, another change may have the same time and say the same.
    String identity =
        fact.envelope().instance().text()
            + "\n"
            + fact.factKey()
            + (clockChanged ? "\n" + told.arrivedAt() : "");
    return new InstanceStatusEvent(
        InstanceStatusEvent.VERSION,
        Fingerprint.of(identity).substring(0, 32),
        tenantId,
        fact.envelope().instance(),
        fact.state(),
        found == null ? null : found.state(),
        fact.reason(),
        fact.ownJid(),
        fact.profileName(),
        fact.profilePictureUrl(),
        (!older || clockChanged) && (found == null || !found.isMoreThan(told)),
        fact.envelope().receivedAt(),
        fact.envelope().traceId());
  }

  /** Whether Evolution's clock says that this report was made before another one. */
  private boolean isOlderThan(ConnectionState other) {
    return saidAt != null && other.saidAt != null && saidAt.isBefore(other.saidAt);
  }

  /**
   * Whether this later report cannot have been made before an earlier one, though Evolution's clock
   * says so: then the clock was changed between them, and what arrived later is later.
   */
  private boolean contradicts(ConnectionState earlier) {
    if (arrivedAt == null) {
      return false;
    }
    Duration back = Duration.between(saidAt, earlier.saidAt);
    if (earlier.arrivedAt == null) {
      return back.compareTo(LONGEST_DELAY) >= 0;
    }
    Duration delay = back.plus(Duration.between(earlier.arrivedAt, arrivedAt));
    boolean setRight = earlier.aheadMs() > WRONG_CLOCK_MS && Math.abs(aheadMs()) <= TIMELY_MS;
    return delay.compareTo(LONGEST_DELAY) >= 0 || back.compareTo(LONGEST_DELAY) >= 0 || setRight;
  }

  /** How far the time said is ahead of the arrival, beside the server's zone; negative: behind. */
  private long aheadMs() {
    long ahead = Duration.between(arrivedAt, saidAt).toMillis();
    return Math.floorMod(ahead + ZONE_STEP_MS / 2, ZONE_STEP_MS) - ZONE_STEP_MS / 2;
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
