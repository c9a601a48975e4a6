// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** What every run waits for before it is judged, and the judgement. */
final class SettledRunCheck {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private SettledRunCheck() {}

  /** Waits until everything accepted is in the database, then checks all invariants. */
  static void check(WholeSystemFixture backbone, WebhookExpectations truth) {
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
        .until(
            () ->
                StoredRunSnapshot.parked(backbone).keySet().stream()
                    .noneMatch(registered::contains));
    backbone.awaitDrained();
    WebhookInvariants.check(truth, StoredRunSnapshot.of(backbone));
  }

  /** Waits until the message that a delivery brings is in the database. */
  static void awaitRow(WholeSystemFixture backbone, WebhookDelivery delivery) {
    String id = ((GeneratedFact.GeneratedMessage) delivery.fact()).id();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> !backbone.rows("SELECT 1 FROM messages WHERE message_id = ?", id).isEmpty());
  }
}
