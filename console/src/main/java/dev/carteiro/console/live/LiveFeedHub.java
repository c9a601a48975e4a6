// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.live.LiveReplayBuffer.ReplayStartPosition;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
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
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** How long a client may take to receive the reason of a close. */
  private static final Duration PARTING = Duration.ofSeconds(3);

  /** The first frame of every client, as JSON. */
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

  /** The frame that says that events may be missing, as JSON. */
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
  private final Map<LiveFeedSubscriber, Long> parting = new HashMap<>();
  private long nextLookMs;

  /**
   * @param console this process's name, to which buffer positions belong
   */
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

  /** Adds events to the buffer, in order. */
  void publish(List<LiveEvent> events) {
    long now = clock.millis();
    buffer.append(events, now);
    events.forEach(event -> metrics.published(event, now));
    synchronized (lock) {
      news = true;
      lock.notifyAll();
    }
  }

  /**
   * Adds a client. It first gets a welcome, then events.
   *
   * @param fingerprint digest of the client's API key
   * @return why the client was refused; empty if it was added
   */
  Optional<CloseReason> subscribe(
      LiveFeedConnection connection,
      ApiCaller caller,
      String fingerprint,
      LiveEventFilter interest,
      Optional<ClientResumePosition> resume) {
    synchronized (lock) {
      if (closed) {
        return Optional.of(CloseReason.SHUTTING_DOWN);
      }
      if (subscribers.size() >= settings.maxClients()
          || perKey.getOrDefault(fingerprint, 0) >= settings.maxClientsPerKey()) {
        metrics.dropped(CloseReason.TOO_MANY_CLIENTS);
        return Optional.of(CloseReason.TOO_MANY_CLIENTS);
      }
      ReplayStartPosition start =
          resume
              .map(where -> buffer.resume(interest, where))
              .orElseGet(() -> buffer.fresh(interest));
      byte[] welcome = welcome(connection.format(), caller, interest, resume.isPresent(), start);
      subscribers.put(
          connection,
          new LiveFeedSubscriber(connection, caller, fingerprint, start, welcome, clock.millis()));
      perKey.merge(fingerprint, 1, Integer::sum);
      news = true;
      lock.notifyAll();
      return Optional.empty();
    }
  }

  private byte[] welcome(
      LiveEventFormat format,
      ApiCaller caller,
      LiveEventFilter interest,
      boolean resumed,
      ReplayStartPosition start) {
    byte[] welcome =
        format.control(
            "welcome",
            Json.write(
                new FeedWelcomeMessage(
                    "welcome",
                    console,
                    clock.instant(),
                    caller.keyId(),
                    interest.tenantId(),
                    interest.types(),
                    interest.instances(),
                    resumed,
                    settings.replay().toSeconds())));
    if (!start.gap()) {
      return welcome;
    }
    long since = buffer.completeSince();
    Instant at = since == Long.MAX_VALUE ? clock.instant() : Instant.ofEpochMilli(since);
    byte[] gap = format.control("gap", Json.write(new FeedGapMessage("gap", "TOO_OLD", at)));
    byte[] both = new byte[welcome.length + gap.length];
    System.arraycopy(welcome, 0, both, 0, welcome.length);
    System.arraycopy(gap, 0, both, welcome.length, gap.length);
    return both;
  }

  /**
   * Marks a client to be closed because of its behaviour or a broken connection. Does nothing if it
   * is unknown.
   */
  void dismiss(LiveFeedConnection connection, CloseReason farewell) {
    synchronized (lock) {
      LiveFeedSubscriber subscriber = subscribers.get(connection);
      if (subscriber != null) {
        subscriber.dismiss(farewell);
        news = true;
        lock.notifyAll();
      }
    }
  }

  int size() {
    synchronized (lock) {
      return subscribers.size();
    }
  }

  /**
   * Waits until there is work, or for the given time.
   *
   * @return false when the hub is closed and all clients have left
   */
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

  /** Closes all connections and refuses new ones. */
  void close() {
    synchronized (lock) {
      closed = true;
      subscribers.values().forEach(subscriber -> subscriber.dismiss(CloseReason.SHUTTING_DOWN));
      news = true;
      lock.notifyAll();
    }
  }

  /**
   * Delivers new events to all clients.
   *
   * @return whether a client could not be given everything, so that the next turn should follow
   *     soon
   */
  boolean turn() {
    long now = clock.millis();
    boolean look = now >= nextLookMs;
    if (look) {
      nextLookMs = now + LOOK_EVERY.toMillis();
      buffer.evict(now);
    }
    LiveFrameCache frames = new LiveFrameCache(buffer);
    boolean more = false;
    long delivered = 0;
    for (LiveFeedSubscriber subscriber : snapshot()) {
      if (subscriber.farewell() == null) {
        delivered += subscriber.advance(frames, settings.clientBytes(), now);
        if (look) {
          check(subscriber, now);
        }
      }
      if (subscriber.farewell() != null) {
        part(subscriber, now);
      }
      more |= subscriber.isBehind(frames.head()) || subscriber.farewell() != null;
    }
    metrics.delivered(delivered);
    return more;
  }

  private void check(LiveFeedSubscriber subscriber, long now) {
    subscriber.look(now);
    boolean inForce =
        authentication
            .holderOf(subscriber.fingerprint())
            .filter(subscriber.caller()::equals)
            .isPresent();
    if (!inForce) {
      subscriber.dismiss(CloseReason.KEY_REVOKED);
    }
  }

  /** Closes a client's connection once no write is pending, or by force after {@link #PARTING}. */
  private void part(LiveFeedSubscriber subscriber, long now) {
    Long since = parting.putIfAbsent(subscriber, now);
    if (since == null) {
      metrics.dropped(subscriber.farewell());
    }
    boolean gone = subscriber.farewell() == CloseReason.GONE;
    boolean late = since != null && now - since > PARTING.toMillis();
    if (gone || late) {
      subscriber.connection().abort(subscriber.farewell());
      remove(subscriber);
    } else if (!subscriber.isWriting()) {
      subscriber.connection().close(subscriber.farewell());
      remove(subscriber);
    }
  }

  private void remove(LiveFeedSubscriber subscriber) {
    parting.remove(subscriber);
    synchronized (lock) {
      subscribers.remove(subscriber.connection());
      perKey.computeIfPresent(
          subscriber.fingerprint(), (key, count) -> count == 1 ? null : count - 1);
      lock.notifyAll();
    }
  }

  private List<LiveFeedSubscriber> snapshot() {
    synchronized (lock) {
      return new ArrayList<>(subscribers.values());
    }
  }
}
