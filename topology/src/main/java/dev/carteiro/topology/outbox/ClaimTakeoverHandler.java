// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Abandons the claimed attempts of other senders when a sender takes over the partition, because
 * they may never get an outcome. They give up their in-flight slots at once, so that their
 * instances go on sending; {@link AttemptResultHandler#abandon} says what happens to their jobs.
 *
 * <p>Timers walk over the instances of the partition in slices. The id of a timer has three parts,
 * separated by line feeds: the time up to which claims are abandoned, the sender whose claims are
 * not, and the instance to go on with.
 */
final class ClaimTakeoverHandler {
  /** Instances that one timer examines: a few milliseconds. */
  private static final int SLICE = 500;

  private static final String SEPARATOR = "\n";
  private static final int PARTS = 3;

  private final OutboxStateStore store;
  private final AttemptResultHandler attempts;
  private final InstanceDispatcher dispatcher;

  ClaimTakeoverHandler(
      OutboxStateStore store, AttemptResultHandler attempts, InstanceDispatcher dispatcher) {
    this.store = store;
    this.attempts = attempts;
    this.dispatcher = dispatcher;
  }

  /** Starts the walk for a sender that took over the partition. */
  void begin(String sender, long nowMs) {
    next(nowMs, sender, "", nowMs);
  }

  /** Handles the next slice of instances. */
  void walk(String timerId, long nowMs) {
    String[] parts = timerId.split(SEPARATOR, PARTS);
    long untilMs = Long.parseLong(parts[0]);
    String sender = parts[1];
    List<String> left = new ArrayList<>();
    Optional<String> next =
        store.scanPaces(
            parts[2],
            SLICE,
            pace -> {
              if (!pace.claimedByOthers(sender, untilMs).isEmpty()) {
                left.add(pace.instance);
              }
            });
    for (String instance : left) {
      InstanceSendState pace = store.pace(instance);
      pace.claimedByOthers(sender, untilMs)
          .forEach(attempt -> attempts.abandon(pace, attempt, nowMs));
      dispatcher.pump(instance, nowMs);
    }
    next.ifPresent(instance -> next(untilMs, sender, instance, nowMs));
  }

  private void next(long untilMs, String sender, String instance, long nowMs) {
    String id = String.join(SEPARATOR, String.valueOf(untilMs), sender, instance);
    store.timers().set(nowMs, OutboxTimerQueue.TimerKind.TAKEOVER, id);
  }
}
