// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.console.monitor.collect.SystemSnapshotCollector;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of the monitored system, computed from the snapshot. The ratios cover the calls to
 * Evolution of the last 24 hours over all tenants, and are NaN without a call. {@code
 * send_success_ratio} below 0.95 and {@code send_retry_ratio} above 0.05 deserve attention.
 */
final class ConsoleMonitorMetrics {
  private static final Duration DAY = Duration.ofDays(1);

  private ConsoleMonitorMetrics() {}

  static void register(MeterRegistry registry, SystemSnapshotCollector source, Clock clock) {
    gauge(
        registry,
        source,
        "console.snapshot.age.seconds",
        "Age of what monitoring answers from",
        snapshot -> Duration.between(snapshot.observedAt(), clock.instant()).toMillis() / 1000.0);
    gauge(
        registry,
        source,
        "send.success.ratio",
        "Calls that Evolution took, of 24 hours",
        snapshot -> of(snapshot, TrafficBucket::accepted));
    gauge(
        registry,
        source,
        "send.retry.ratio",
        "Calls that were not their message's first, of 24 hours",
        snapshot -> of(snapshot, TrafficBucket::repeated));
    gauge(
        registry,
        source,
        "send.mean.seconds",
        "Mean time of a call to Evolution, of 15 minutes",
        snapshot -> {
          Double mean = snapshot.database().numbers().traffic(null).latency().meanMs();
          return mean == null ? Double.NaN : mean / 1000;
        });
    for (MonitoredComponent component : MonitoredComponent.values()) {
      Gauge.builder(
              "console.component.level",
              source,
              s -> s.snapshot().component(component).level().number())
          .description("0 healthy, 1 degraded, 2 unhealthy, -1 unknown")
          .tag("component", component.text())
          .strongReference(true)
          .register(registry);
    }
  }

  private static double of(SystemSnapshot snapshot, ToDoubleFunction<TrafficBucket> part) {
    TrafficBucket day =
        snapshot.database().numbers().traffic(null).last(DAY, snapshot.observedAt());
    return day.calls() == 0 ? Double.NaN : part.applyAsDouble(day) / day.calls();
  }

  private static void gauge(
      MeterRegistry registry,
      SystemSnapshotCollector source,
      String name,
      String description,
      ToDoubleFunction<SystemSnapshot> value) {
    Gauge.builder(name, source, s -> value.applyAsDouble(s.snapshot()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
