// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** What each partition of this process measured last, shown as gauges of the whole process. */
public final class PartitionGauge<T> {
  private final MeterRegistry registry;
  private final Map<Integer, T> byPartition = new ConcurrentHashMap<>();

  public PartitionGauge(MeterRegistry registry) {
    this.registry = registry;
  }

  public void set(int partition, T value) {
    byPartition.put(partition, value);
  }

  /** Removes the value of a partition whose task was closed. */
  public void remove(int partition) {
    byPartition.remove(partition);
  }

  /** Registers a gauge of the sum over all partitions. */
  public void sum(String name, String description, ToLongFunction<T> part, String... tags) {
    Gauge.builder(name, this, gauge -> gauge.parts(part).sum())
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Registers a gauge of the longest time of all partitions, in seconds. */
  public void longestSeconds(String name, String description, ToLongFunction<T> millis) {
    Gauge.builder(name, this, gauge -> gauge.parts(millis).max().orElse(0) / 1000.0)
        .description(description)
        .register(registry);
  }

  private LongStream parts(ToLongFunction<T> part) {
    return byPartition.values().stream().mapToLong(part);
  }
}
