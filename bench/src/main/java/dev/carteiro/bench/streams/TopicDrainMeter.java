// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Measures how fast a consumer group drains a topic, by its committed offsets. What counts is the
 * time from half of the topic, or from a given share of it, to 95 %: before it the process starts
 * and its code is compiled; after it partitions run empty one by one.
 */
public final class TopicDrainMeter {
  private static final double WARM_UP = 0.5;
  private static final double TO = 0.95;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration NO_PROGRESS = Duration.ofSeconds(180);

  private record DrainProgress(double seconds, long consumed, long cpuMicros) {}

  private final Admin admin;
  private final String group;
  private final String topic;
  private final long before;
  private final long total;
  private final double warmUp;

  /**
   * @param group whose committed offsets are read
   * @param total records of the topic
   */
  public TopicDrainMeter(Admin admin, String group, String topic, long total) {
    this(admin, group, topic, 0, total);
  }

  /**
   * @param before records of the topic that were consumed earlier, and do not count
   */
  public TopicDrainMeter(Admin admin, String group, String topic, long before, long total) {
    this(admin, group, topic, before, total, WARM_UP);
  }

  /**
   * @param warmUp share of the records after which the time counts
   */
  TopicDrainMeter(Admin admin, String group, String topic, long before, long total, double warmUp) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
    this.before = before;
    this.total = total;
    this.warmUp = warmUp;
  }

  /** Measures a program until it has drained the topic. */
  public MeasurementSample watch(BenchmarkProgram program) {
    return watch(List.of(program.handle()), program::lastWords);
  }

  /**
   * Measures processes that share the topic until they have drained it.
   *
   * @param lastWords what to show when one of them ended, or all are stuck
   */
  public MeasurementSample watch(List<ProcessHandle> processes, Supplier<String> lastWords) {
    ProcessMeter meter = new ProcessMeter(processes);
    List<DrainProgress> looks = new ArrayList<>();
    long begin = System.nanoTime();
    double progressAt = 0;
    double memory = 0;
    DrainProgress look = new DrainProgress(0, before, meter.cpuMicros());
    looks.add(look);
    while (look.consumed() < total) {
      LockSupport.parkNanos(LOOK.toNanos());
      DrainProgress next =
          new DrainProgress((System.nanoTime() - begin) / 1e9, consumed(), meter.cpuMicros());
      if (next.consumed() > look.consumed()) {
        progressAt = next.seconds();
      } else if (next.seconds() - progressAt > NO_PROGRESS.toSeconds()
          || !processes.stream().allMatch(ProcessHandle::isAlive)) {
        throw new IllegalStateException(
            "no progress after %d of %d: %s".formatted(look.consumed(), total, lastWords.get()));
      }
      memory = Math.max(memory, meter.residentMb());
      looks.add(next);
      look = next;
    }
    return sample(looks, memory);
  }

  private MeasurementSample sample(List<DrainProgress> looks, double memory) {
    DrainProgress from = first(looks, warmUp);
    DrainProgress to = first(looks, TO);
    long records = to.consumed() - from.consumed();
    return new MeasurementSample.MeasurementSampleBuilder()
        .put(BenchmarkMetric.RATE, records / (to.seconds() - from.seconds()))
        .put(BenchmarkMetric.CPU_MICROS, (double) (to.cpuMicros() - from.cpuMicros()) / records)
        .put(BenchmarkMetric.MEMORY_MB, memory)
        .build();
  }

  private DrainProgress first(List<DrainProgress> looks, double share) {
    return looks.stream()
        .filter(look -> look.consumed() - before >= share * (total - before))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the number of records whose offsets the group has committed so far. */
  long consumed() {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
          .mapToLong(entry -> offset(entry.getValue()))
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new IllegalStateException("cannot read the offsets of " + group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed.offset();
  }
}
