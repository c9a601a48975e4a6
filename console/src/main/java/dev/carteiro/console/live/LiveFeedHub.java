// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.live.LiveReplayBuffer.ReplayStartPosition;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clients of the live feed on this console. The consumer thread publishes events and never
 * waits for clients. Clients connect and leave on the server's threads. {@link #turn} runs on the
 * delivery thread.
 */
final class LiveFeedHub {
  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private record FeedWelcomeMessage(
      String type,
      String console,
      Instant at,
      String keyId,
      String tenantId,
      Set<LiveEventType> events,
      Set<String> instances,
      boolean resumed,
      long replaySeconds) {}

  private record FeedGapMessage(String type, String reason, Instant since) {}

  private final String console;
  private final LiveFeedSettings settings;
  private final ApiKeyAuthenticator authentication;
  private final LiveFeedMetrics metrics;
  private final Clock clock;
  private final LiveReplayBuffer buffer;
  private final Object lock = new Object();
  // Guarded by the lock.
  private final Map<LiveFeedConnection, LiveFeedSubscriber> subscribers = new HashMap<>();
  private final Map<String, Integer> perKey = new HashMap<>();
  private boolean news;
  private boolean closed;
  // Used by the delivery thread only.
  private final Map<LiveFeedSubscriber, Long> closing = new HashMap<>();
  private long nextCheckMs;

  LiveFeedHub(
      String console,
      LiveFeedSettings settings,
      ApiKeyAuthenticator authentication,
      LiveFeedMetrics metrics,
      Clock clock) {
    this.console = console;
    this.settings = settings;
    this.authentication = authentication;
    this.metrics = metrics;
    this.clock = clock;
    this.buffer = new LiveReplayBuffer(console, settings.bufferBytes(), settings.replay());
    metrics.watch(this);
  }

  LiveReplayBuffer buffer() {
    return buffer;
  }

  void publish(List<LiveEvent> events) {
    long now = clock.millis();
    buffer.append(events, now);
    events.forEach(event -> metrics.published(event, now));
    synchronized (lock) {
      wakeUp();
    }
  }

  /** Adds a client, which first gets a welcome; returns why it was refused, if it was. */
  Optional<CloseReason> subscribe(LiveFeedConnection connection, LiveSubscriptionRequest request) {
    synchronized (lock) {
      if (closed) {
        return Optional.of(CloseReason.SHUTTING_DOWN);
      }
      if (subscribers.size() >= settings.maxClients()
          || perKey.getOrDefault(request.fingerprint(), 0) >= settings.maxClientsPerKey()) {
        metrics.dropped(CloseReason.TOO_MANY_CLIENTS);
        return Optional.of(CloseReason.TOO_MANY_CLIENTS);
      }
      ReplayStartPosition start =
          request
              .resume()
              .map(position -> buffer.resume(request.filter(), position))
              .orElseGet(() -> buffer.fresh(request.filter()));
      byte[] welcome = welcome(connection.format(), request, start);
      subscribers.put(
          connection, new LiveFeedSubscriber(connection, request, start, welcome, clock.millis()));
      perKey.merge(request.fingerprint(), 1, Integer::sum);
      wakeUp();
      return Optional.empty();
    }
  }

  private byte[] welcome(
      LiveEventFormat format, LiveSubscriptionRequest request, ReplayStartPosition start) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(
        format.control(
            "welcome",
            Json.write(
                new FeedWelcomeMessage(
                    "welcome",
                    console,
                    clock.instant(),
                    request.caller().keyId(),
                    request.filter().tenantId(),
                    request.filter().types(),
                    request.filter().instances(),
                    request.resume().isPresent(),
                    settings.replay().toSeconds()))));
    if (start.gap()) {
      long since = buffer.completeSince();
      Instant at = since == Long.MAX_VALUE ? clock.instant() : Instant.ofEpochMilli(since);
      frames.writeBytes(
          format.control("gap", Json.write(new FeedGapMessage("gap", "TOO_OLD", at))));
    }
    return frames.toByteArray();
  }

  /** Wakes the delivery thread up; the lock is held. */
  private void wakeUp() {
    news = true;
    lock.notifyAll();
  }

  /** Marks a client to be closed; does nothing if it is unknown. */
  void dismiss(LiveFeedConnection connection, CloseReason reason) {
    synchronized (lock) {
      LiveFeedSubscriber subscriber = subscribers.get(connection);
      if (subscriber != null) {
        subscriber.dismiss(reason);
        wakeUp();
      }
    }
  }

  int size() {
    synchronized (lock) {
      return subscribers.size();
    }
  }

  /** Waits for work, at most so long; false when the hub is closed and all clients have left. */
  @SuppressWarnings("WaitNotInLoop") // The caller is the loop.
  boolean awaitNews(Duration most) throws InterruptedException {
    synchronized (lock) {
      if (!news && !(closed && subscribers.isEmpty())) {
        lock.wait(Math.max(1, most.toMillis()));
      }
      news = false;
      return !(closed && subscribers.isEmpty());
    }
  }

  void close() {
    synchronized (lock) {
      closed = true;
      subscribers.values().forEach(subscriber -> subscriber.dismiss(CloseReason.SHUTTING_DOWN));
      wakeUp();
    }
  }

  /** Delivers new events to all clients; true when the next turn should follow soon. */
  boolean turn() {
    long now = clock.millis();
    boolean check = now >= nextCheckMs;
    if (check) {
      nextCheckMs = now + CHECK_EVERY.toMillis();
      buffer.evict(now);
    }
    LiveFrameCache frames = new LiveFrameCache(buffer);
    boolean more = false;
    long delivered = 0;
    for (LiveFeedSubscriber subscriber : snapshot()) {
      if (subscriber.closeReason() == null) {
        delivered += subscriber.advance(frames, settings.clientBytes(), now);
        if (check) {
          check(subscriber, now);
        }
      }
      if (subscriber.closeReason() != null) {
        close(subscriber, now);
      }
      more |= subscriber.isBehind(frames.head()) || subscriber.closeReason() != null;
    }
    metrics.delivered(delivered);
    return more;
  }

  private void check(LiveFeedSubscriber subscriber, long now) {
    subscriber.check(now);
    LiveSubscriptionRequest request = subscriber.request();
    if (!authentication.holderOf(request.fingerprint()).equals(Optional.of(request.caller()))) {
      subscriber.dismiss(CloseReason.KEY_REVOKED);
    }
  }

  /** Closes a connection once no write is pending, or by force after {@link #CLOSE_TIMEOUT}. */
  private void close(LiveFeedSubscriber subscriber, long now) {
    Long since = closing.putIfAbsent(subscriber, now);
    if (since == null) {
      metrics.dropped(subscriber.closeReason());
    }
    boolean gone = subscriber.closeReason() == CloseReason.GONE;
    boolean late = since != null && now - since > CLOSE_TIMEOUT.toMillis();
    if (gone || late) {
      subscriber.connection().abort(subscriber.closeReason());
      remove(subscriber);
    } else if (!subscriber.isWriting()) {
      subscriber.connection().close(subscriber.closeReason());
      remove(subscriber);
    }
  }

  private void remove(LiveFeedSubscriber subscriber) {
    closing.remove(subscriber);
    synchronized (lock) {
      subscribers.remove(subscriber.connection());
      perKey.computeIfPresent(
          subscriber.request().fingerprint(), (key, count) -> count == 1 ? null : count - 1);
      lock.notifyAll();
    }
  }

  private List<LiveFeedSubscriber> snapshot() {
    synchronized (lock) {
      return new ArrayList<>(subscribers.values());
    }
  }
}
