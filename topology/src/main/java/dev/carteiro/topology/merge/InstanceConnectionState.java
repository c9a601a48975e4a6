// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * The connection of one instance as last reported, and the rules by which a report changes it.
 *
 * @param saidAt Evolution's {@code date_time} of that report: local wall time, which can be
 *     compared only with other times of the same server; null if it could not be read
 * @param arrivedAt broker time of that report; null if unknown, as in entries that older versions
 *     wrote
 */
public record InstanceConnectionState(
    String state, Integer reason, Instant saidAt, Instant arrivedAt) {
  /**
   * Evolution retries a webhook for about 20 minutes, so an older report may come after a newer
   * one. A report that seems to have been delayed by more than this was not delayed: the clock of
   * the server was changed (daylight saving moves it by 30 minutes or more).
   */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(29);

  /** Time zones differ by multiples of this; what remains is the error of the clock of a server. */
  private static final long ZONE_STEP_MS = Duration.ofMinutes(15).toMillis();

  /** A report that is dated so far ahead of its arrival means a wrong clock. */
  private static final long WRONG_CLOCK_MS = 30_000;

  /** A report that arrived within this of its own time was not delayed. */
  private static final long TIMELY_MS = 10_000;

  /**
   * @param state the state to store; the previous one if the report is older, or says less
   * @param event the change to publish; empty if the report says nothing new
   */
  public record ConnectionTransition(
      InstanceConnectionState state, Optional<InstanceStatusEvent> event) {}

  /**
   * @param found the previous state, or null
   * @param arrivedAt broker time of the report; null if it was redriven, so that only its own time
   *     says when it was made
   */
  public static ConnectionTransition apply(
      InstanceConnectionState found,
      ConnectionChangeFact fact,
      String tenantId,
      Instant arrivedAt) {
    InstanceConnectionState reported =
        new InstanceConnectionState(
            fact.state(), fact.reason(), instant(fact.envelope().dateTime()), arrivedAt);
    if (found == null) {
      return new ConnectionTransition(reported, Optional.of(event(null, reported, fact, tenantId)));
    }
    boolean overtaken = reported.isOlderThan(found) && !reported.contradicts(found);
    boolean repeats =
        found.state().equals(reported.state()) && Objects.equals(found.reason(), reported.reason());
    boolean saysLess = found.isMoreThan(reported);
    // A deleted instance may report a state several times a second, or has reported it already.
    return new ConnectionTransition(
        overtaken || saysLess ? found : reported,
        repeats || saysLess && !reported.state.equals("close")
            ? Optional.empty()
            : Optional.of(event(found, reported, fact, tenantId)));
  }

  /**
   * Whether this state stays although another one was reported. Evolution goes on reporting close
   * and connecting for a deleted instance for a while, and the close that follows a logout says
   * less than the logout.
   */
  private boolean isMoreThan(InstanceConnectionState reported) {
    boolean gone = InstanceStatusEvent.isGone(state);
    boolean loggedOut = InstanceStatusEvent.LOGGED_OUT.equals(state);
    return switch (reported.state) {
      case "open", InstanceStatusEvent.DELETED -> false;
      case InstanceStatusEvent.CREATED -> !gone && !loggedOut;
      case "close" -> gone || loggedOut;
      default -> gone;
    };
  }

  private static InstanceStatusEvent event(
      InstanceConnectionState found,
      InstanceConnectionState reported,
      ConnectionChangeFact fact,
      String tenantId) {
    boolean older = found != null && reported.isOlderThan(found);
    boolean clockChanged = older && reported.contradicts(found);
    // In the hour that daylight saving repeats, another change may have the same time and content.
    String identity =
        fact.envelope().instance().text()
            + "\n"
            + fact.factKey()
            + (clockChanged ? "\n" + reported.arrivedAt() : "");
    return new InstanceStatusEvent(
        InstanceStatusEvent.VERSION,
        Sha256Fingerprint.of(identity).substring(0, 32),
        tenantId,
        fact.envelope().instance(),
        fact.state(),
        found == null ? null : found.state(),
        fact.reason(),
        fact.ownJid(),
        fact.profileName(),
        fact.profilePictureUrl(),
        (!older || clockChanged) && (found == null || !found.isMoreThan(reported)),
        fact.envelope().receivedAt(),
        fact.envelope().traceId());
  }

  /** Whether this report was made before another one, by the time of Evolution. */
  private boolean isOlderThan(InstanceConnectionState other) {
    return saidAt != null && other.saidAt != null && saidAt.isBefore(other.saidAt);
  }

  /**
   * Whether this later report cannot have been made before an earlier one, although the time of
   * Evolution says so. Then the clock was changed between them, and the order of arrival counts.
   */
  private boolean contradicts(InstanceConnectionState earlier) {
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

  /**
   * How far the time of the report is ahead of its arrival, apart from the time zone of the server,
   * in milliseconds; negative if it is behind.
   */
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

  public static InstanceConnectionState decode(byte[] encoded) {
    try {
      return Json.read(encoded, InstanceConnectionState.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a connection state is not readable", e);
    }
  }
}
