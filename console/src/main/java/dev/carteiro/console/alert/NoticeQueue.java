// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertNoticeChannel.PermanentDeliveryException;
import dev.carteiro.console.alert.AlertNoticeChannel.TemporaryDeliveryException;
import dev.carteiro.contract.event.AlertEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The notices that one channel still has to deliver, in order. It delivers single events while they
 * are few and digests when they are many. It retries failed deliveries with growing pauses, from 1
 * s to 60 s, until the channel's time limit, then gives up. Confined to one thread.
 */
final class NoticeQueue {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** The waiting events at which reading pauses; uncommitted ones are read again later. */
  static final int MAX_WAITING = 5_000;

  private final AlertNoticeChannel channel;
  private final FlapSuppressor flaps;
  private final NoticeRateLimiter rate;
  private final Duration giveUpAfter;
  private final NoticeDeliveryLog log;
  private final Clock clock;
  private final Consumer<AlertEvent> delivered;
  private final Deque<AlertEvent> waiting = new ArrayDeque<>();
  private AlertNotice current;
  private Instant failingSince;
  private Instant nextTry = Instant.MIN;
  private Duration pause = FIRST_PAUSE;

  NoticeQueue(
      AlertNoticeChannel channel,
      Duration quiet,
      Duration giveUpAfter,
      NoticeDeliveryLog log,
      Clock clock,
      Consumer<AlertEvent> delivered) {
    this.channel = channel;
    this.flaps = new FlapSuppressor(quiet);
    this.rate = new NoticeRateLimiter(channel.perMinute());
    this.giveUpAfter = giveUpAfter;
    this.log = log;
    this.clock = clock;
    this.delivered = delivered;
  }

  void add(AlertEvent event) {
    if (!channel.accepts(event)) {
      log.skipped(channel, event);
      return;
    }
    flaps
        .pass(event, clock.instant())
        .ifPresentOrElse(waiting::add, () -> log.held(channel, event));
  }

  /** Takes an event that was delivered before: it only updates the state of flapping alerts. */
  void remember(AlertEvent event) {
    if (channel.accepts(event)) {
      flaps.due(event.at());
      flaps.pass(event, event.at());
    }
  }

  void addFiring() {
    waiting.addAll(flaps.delivered());
  }

  /** Delivers what may be delivered now; returns after a few deliveries at most. */
  void deliver() {
    Instant now = clock.instant();
    waiting.addAll(flaps.due(now));
    while (!waiting.isEmpty() && !now.isBefore(nextTry)) {
      int left = rate.left(now);
      if (left <= 0) {
        return;
      }
      if (current == null) {
        current = next(left);
      }
      if (!deliver(current)) {
        return;
      }
      now = clock.instant();
    }
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  private AlertNotice next(int left) {
    boolean many = waiting.size() > 1 && waiting.size() >= left;
    return many ? new AlertNotice(new ArrayList<>(waiting)) : AlertNotice.of(waiting.peekFirst());
  }

  private boolean deliver(AlertNotice notice) {
    Instant now = clock.instant();
    try {
      channel.deliver(notice);
      rate.use(now);
      done(notice.events());
      log.delivered(channel, notice);
      notice.events().forEach(delivered);
      return true;
    } catch (PermanentDeliveryException e) {
      done(notice.events());
      log.givenUp(channel, notice, e);
      return true;
    } catch (TemporaryDeliveryException e) {
      return failed(notice, e, now);
    }
  }

  private boolean failed(AlertNotice notice, TemporaryDeliveryException e, Instant now) {
    if (failingSince == null) {
      failingSince = now;
    }
    if (!now.isBefore(failingSince.plus(giveUpAfter))) {
      done(notice.events());
      log.givenUp(channel, notice, e);
      return true;
    }
    log.retried(channel, notice, e, pause);
    nextTry = now.plus(pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    return false;
  }

  private void done(List<AlertEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      waiting.removeFirst();
    }
    current = null;
    failingSince = null;
    nextTry = Instant.MIN;
    pause = FIRST_PAUSE;
  }

  /** Limits notices per minute, over a sliding window of 60 s; 0 means no limit. */
  private static final class NoticeRateLimiter {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int perMinute;
    private final Deque<Instant> used = new ArrayDeque<>();

    NoticeRateLimiter(int perMinute) {
      this.perMinute = perMinute;
    }

    int left(Instant now) {
      if (perMinute == 0) {
        return Integer.MAX_VALUE;
      }
      while (!used.isEmpty() && !now.isBefore(used.peekFirst().plus(MINUTE))) {
        used.removeFirst();
      }
      return perMinute - used.size();
    }

    void use(Instant now) {
      if (perMinute > 0) {
        used.addLast(now);
      }
    }
  }
}
