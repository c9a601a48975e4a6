// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** What every run waits for before it is judged, and the judgement. */
final class Settled {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Settled() {}

  /** Waits until everything accepted is in the database, then checks all invariants. */
  static void check(Backbone backbone, Truth truth) {
    backbone.awaitDrained();
    // What was parked is released by a timer, which leaves no trace in the offsets of the input.
    Set<String> registered =
        truth.owners().entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .collect(java.util.stream.Collectors.toSet());
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Evidence.parked(backbone).keySet().stream().noneMatch(registered::contains));
    backbone.awaitDrained();
    Invariants.check(truth, Evidence.of(backbone));
  }

  /** Waits until the message that a delivery brings is in the database. */
  static void awaitRow(Backbone backbone, Delivery delivery) {
    String id = ((Fact.Said) delivery.fact()).id();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> !backbone.rows("SELECT 1 FROM messages WHERE message_id = ?", id).isEmpty());
  }
}
