// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets each alert's beginning and end through once. One that begins again soon after it was told
 * waits, and is told when it still fires at the end of the wait; when it ended meanwhile, nothing
 * is told. The same records give the same decisions, so that a restart that reads them again knows
 * what was told. Belongs to one thread.
 */
final class Damper {
  private final Duration quiet;
  private final Map<String, Known> alerts = new LinkedHashMap<>();

  private static final class Known {
    AlertEvent told;
    AlertEvent held;
    Instant toldAt;
  }

  /**
   * @param quiet how long after its beginning was told an alert's next beginning waits
   */
  Damper(Duration quiet) {
    this.quiet = quiet;
  }

  /** An event came; it is returned when it is to be told now. */
  Optional<AlertEvent> pass(AlertEvent event, Instant now) {
    Known known = alerts.computeIfAbsent(event.id(), id -> new Known());
    if (event.state() == State.FIRING) {
      return begins(known, event, now);
    }
    known.held = null;
    if (known.told == null) {
      return Optional.empty();
    }
    known.told = null;
    return Optional.of(event);
  }

  private Optional<AlertEvent> begins(Known known, AlertEvent event, Instant now) {
    if (known.told != null) {
      return Optional.empty();
    }
    if (known.toldAt != null && now.isBefore(known.toldAt.plus(quiet))) {
      known.held = event;
      return Optional.empty();
    }
    return Optional.of(tell(known, event, now));
  }

  private static AlertEvent tell(Known known, AlertEvent event, Instant now) {
    known.held = null;
    known.told = event;
    known.toldAt = now;
    return event;
  }

  /** Those whose wait is over, and which still fire. Forgets what does not matter any more. */
  List<AlertEvent> due(Instant now) {
    List<AlertEvent> due = new ArrayList<>();
    for (Known known : alerts.values()) {
      if (known.held != null && !now.isBefore(known.toldAt.plus(quiet))) {
        due.add(tell(known, known.held, now));
      }
    }
    alerts
        .values()
        .removeIf(
            known ->
                known.told == null
                    && known.held == null
                    && (known.toldAt == null || !now.isBefore(known.toldAt.plus(quiet))));
    return due;
  }

  /** What was told and is not over, in the order of telling. */
  List<AlertEvent> told() {
    return alerts.values().stream()
        .filter(known -> known.told != null)
        .map(known -> known.told)
        .toList();
  }
}
