// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that delivers new events to all clients. A single event is delivered at once. Under
 * load, events are collected: turns begin at least 25 ms apart, and each is followed by a pause of
 * at least its own length, up to 50 ms.
 */
final class LiveDeliveryLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDeliveryLoop.class);
  private static final Duration TURN = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final LiveFeedHub hub;
  private final Runnable between;
  private final LiveFeedMetrics metrics;
  private final Thread thread;
  private volatile boolean stopped;

  /** After each turn, at least twice a second, {@code between} runs. */
  LiveDeliveryLoop(LiveFeedHub hub, Runnable between, LiveFeedMetrics metrics) {
    this.hub = hub;
    this.between = between;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "live-pump");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean soon = false;
    try {
      while (hub.awaitNews(soon ? TURN : IDLE) && !stopped) {
        long begin = System.nanoTime();
        soon = turn();
        long took = System.nanoTime() - begin;
        metrics.turn(took);
        Thread.sleep(pauseAfter(Duration.ofNanos(took)).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration pauseAfter(Duration turn) {
    Duration rest = TURN.minus(turn);
    Duration asLong = turn.compareTo(LONGEST_PAUSE) < 0 ? turn : LONGEST_PAUSE;
    return rest.compareTo(asLong) > 0 ? rest : asLong;
  }

  private boolean turn() {
    try {
      boolean soon = hub.turn();
      between.run();
      return soon;
    } catch (RuntimeException e) {
      LOG.error("a turn of the live feed failed; the next goes on", e);
      return false;
    }
  }

  @Override
  public void close() {
    hub.close();
    try {
      thread.join(CLOSING.toMillis());
      stopped = true;
      thread.interrupt();
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
