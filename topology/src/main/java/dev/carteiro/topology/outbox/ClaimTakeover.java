// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sender took the partition over: what other senders had claimed in it before may stay without an
 * outcome for ever. Such attempts give up their place in flight at once, so that their numbers go
 * on; {@link Attempts#abandon} says what becomes of their messages.
 *
 * <p>The instances of a partition are walked over by timers, some at a time. A timer's id says up
 * to when claims are meant, by whom they are not meant, and which instance comes next.
 */
final class ClaimTakeover {
  /** Instances looked at in one go: a few milliseconds. */
  private static final int SLICE = 500;

  private static final String SEPARATOR = "\n";
  private static final int PARTS = 3;

  private final OutboxStore store;
  private final Attempts attempts;
  private final Dispatcher dispatcher;

  ClaimTakeover(OutboxStore store, Attempts attempts, Dispatcher dispatcher) {
    this.store = store;
    this.attempts = attempts;
    this.dispatcher = dispatcher;
  }

  /** A sender says that the partition is its own from here on. */
  void begin(String sender, long nowMs) {
    next(nowMs, sender, "", nowMs);
  }

  /** The next instances. */
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
      Pace pace = store.pace(instance);
      pace.claimedByOthers(sender, untilMs)
          .forEach(attempt -> attempts.abandon(pace, attempt, nowMs));
      dispatcher.pump(instance, nowMs);
    }
    next.ifPresent(instance -> next(untilMs, sender, instance, nowMs));
  }

  private void next(long untilMs, String sender, String instance, long nowMs) {
    String id = String.join(SEPARATOR, String.valueOf(untilMs), sender, instance);
    store.timers().set(nowMs, Timers.Kind.TAKEOVER, id);
  }
}
