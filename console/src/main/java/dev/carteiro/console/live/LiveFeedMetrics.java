// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of the live feed. */
final class LiveFeedMetrics {
  private final MeterRegistry registry;
  private final Map<LiveEventType, Counter> published = new EnumMap<>(LiveEventType.class);
  private final Map<CloseReason, Counter> dropped = new EnumMap<>(CloseReason.class);
  private final Counter delivered;
  private final Counter unreadable;
  private final Timer turns;
  private final AtomicLong lagMs = new AtomicLong();

  LiveFeedMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (LiveEventType type : LiveEventType.values()) {
      published.put(
          type, counter("live.events", "Events read for the live feed.", "type", type.text()));
    }
    for (CloseReason reason : CloseReason.values()) {
      dropped.put(
          reason,
          counter(
              "live.dropped",
              "Clients of the live feed that left or were sent away.",
              "reason",
              reason.name()));
    }
    delivered = counter("live.deliveries", "Events given to clients of the live feed.");
    unreadable =
        counter("live.unreadable", "Records that the live feed could not read and left out.");
    turns =
        Timer.builder("live.turn")
            .description("Time that giving all clients what is new takes.")
            .register(registry);
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  void watch(LiveFeedHub hub) {
    Gauge.builder("live.lag.seconds", lagMs, lag -> lag.get() / 1e3)
        .description("Age of the newest event of the live feed when it was read.")
        .register(registry);
    Gauge.builder("live.clients", hub, LiveFeedHub::size)
        .description("Clients of the live feed.")
        .register(registry);
    Gauge.builder("live.buffer.bytes", hub, observed -> observed.buffer().bytes())
        .description("Memory of the events that clients may resume from.")
        .baseUnit("bytes")
        .register(registry);
  }

  void published(LiveEvent event, long readMs) {
    published.get(event.type()).increment();
    lagMs.set(Math.max(0, readMs - event.timeMs()));
  }

  void delivered(long events) {
    delivered.increment(events);
  }

  void dropped(CloseReason reason) {
    dropped.get(reason).increment();
  }

  void unreadable() {
    unreadable.increment();
  }

  void turn(long nanos) {
    turns.record(nanos, TimeUnit.NANOSECONDS);
  }
}
