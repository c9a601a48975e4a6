// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Suppresses notices of alerts that flap. Each alert's start and end pass once. An alert that fires
 * again within the quiet time after its last notice is held back. If it still fires when that time
 * is over, it passes; if it was resolved before, nobody is notified. The same records give the same
 * decisions, so a restart that reads them again knows what was delivered. Confined to one thread.
 */
final class FlapSuppressor {
  private final Duration quiet;
  private final Map<String, AlertFlapState> alerts = new LinkedHashMap<>();

  private static final class AlertFlapState {
    AlertEvent delivered;
    AlertEvent held;
    Instant deliveredAt;
  }

  FlapSuppressor(Duration quiet) {
    this.quiet = quiet;
  }

  Optional<AlertEvent> pass(AlertEvent event, Instant now) {
    AlertFlapState known = alerts.computeIfAbsent(event.id(), id -> new AlertFlapState());
    if (event.state() == AlertState.FIRING) {
      return begins(known, event, now);
    }
    known.held = null;
    if (known.delivered == null) {
      return Optional.empty();
    }
    known.delivered = null;
    return Optional.of(event);
  }

  private Optional<AlertEvent> begins(AlertFlapState known, AlertEvent event, Instant now) {
    if (known.delivered != null) {
      return Optional.empty();
    }
    if (isQuiet(known, now)) {
      known.held = event;
      return Optional.empty();
    }
    return Optional.of(deliver(known, event, now));
  }

  private boolean isQuiet(AlertFlapState known, Instant now) {
    return known.deliveredAt != null && now.isBefore(known.deliveredAt.plus(quiet));
  }

  private static AlertEvent deliver(AlertFlapState known, AlertEvent event, Instant now) {
    known.held = null;
    known.delivered = event;
    known.deliveredAt = now;
    return event;
  }

  /** The held alerts whose quiet time is over and that still fire; forgets what has ended. */
  List<AlertEvent> due(Instant now) {
    List<AlertEvent> due = new ArrayList<>();
    for (AlertFlapState known : alerts.values()) {
      if (known.held != null && !isQuiet(known, now)) {
        due.add(deliver(known, known.held, now));
      }
    }
    alerts
        .values()
        .removeIf(known -> known.delivered == null && known.held == null && !isQuiet(known, now));
    return due;
  }

  /** The alerts that were delivered as firing and are not resolved, in the order of delivery. */
  List<AlertEvent> delivered() {
    return alerts.values().stream()
        .filter(known -> known.delivered != null)
        .map(known -> known.delivered)
        .toList();
  }
}
