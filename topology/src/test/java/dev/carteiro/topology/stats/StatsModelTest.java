// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.store.MemoryByteStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is what a list of all that happened says, whichever way it is asked for. */
class StatsModelTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String[] TENANTS = {"a", "a-b", "a.b", "b", "Z9"};
  private static final StatsCounter[] COUNTERS = StatsCounter.values();
  private static final MessageType[] TYPES = MessageType.values();

  private record CountedHappening(String tenant, String instance, long atMs, StatsDelta delta) {}

  private final List<CountedHappening> happenings = new ArrayList<>();
  private final List<MemoryByteStore> partitions = new ArrayList<>();
  private Random random;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void anAnswerIsWhatARecountSays(int seed) throws IOException {
    // Given
    random = new Random(seed);
    happen(3_000);

    for (int n = 0; n < 40; n++) {
      StatsWindowAggregator.StatsTimeRange range = range();
      String tenant = random.nextInt(4) == 0 ? null : pick(TENANTS);
      String instance = random.nextBoolean() ? null : "default/i" + random.nextInt(6);
      boolean byInstance = random.nextBoolean();

      // When
      List<StatsWindow> answer = ask(range, tenant, instance, byInstance);

      // Then
      assertThat(answer).isEqualTo(recount(range, tenant, instance, byInstance));
    }
  }

  private void happen(int count) {
    for (int partition = 0; partition < 3; partition++) {
      partitions.add(new MemoryByteStore());
    }
    List<StatsStoreWriter> ledgers = new ArrayList<>();
    partitions.forEach(entries -> ledgers.add(new StatsStoreWriter(entries, 10 * DAY)));
    for (int n = 0; n < count; n++) {
      int instance = random.nextInt(6);
      // An instance may be another tenant's later.
      String tenant = TENANTS[(instance + random.nextInt(2)) % TENANTS.length];
      long at = START.toEpochMilli() + (long) (random.nextDouble() * DAY);
      CountedHappening one = new CountedHappening(tenant, "default/i" + instance, at, delta());
      happenings.add(one);
      int partition = instance % partitions.size();
      if (random.nextInt(200) == 0) {
        ledgers.set(partition, new StatsStoreWriter(partitions.get(partition), 10 * DAY));
      }
      ledgers
          .get(partition)
          .count(
              new StatsUpdate(one.tenant, one.instance, at, one.delta), START.toEpochMilli() + DAY);
    }
  }

  private StatsDelta delta() {
    StatsCounterValues counts = StatsCounterValues.NONE;
    if (random.nextInt(10) > 0) {
      counts = counts.and(COUNTERS[random.nextInt(COUNTERS.length)]);
    }
    if (random.nextBoolean()) {
      counts = counts.and(TYPES[random.nextInt(TYPES.length)]);
    }
    return new StatsDelta(counts, duration(), duration());
  }

  private OptionalLong duration() {
    return random.nextInt(3) == 0 ? OptionalLong.of(random.nextInt(100_000)) : OptionalLong.empty();
  }

  private StatsWindowAggregator.StatsTimeRange range() {
    int from = random.nextInt(400) - 50;
    int windows = 1 + random.nextInt(300);
    return new StatsWindowAggregator.StatsTimeRange(
        START.plus(StatsKey.WINDOW.multipliedBy(from)),
        START.plus(StatsKey.WINDOW.multipliedBy(from + windows)),
        StatsKey.WINDOW.multipliedBy(1 + random.nextInt(30)));
  }

  /** The keys of one instance within a range. */
  private static List<byte[]> keys(
      String tenantId, String instance, StatsWindowAggregator.StatsTimeRange range) {
    List<byte[]> keys = new ArrayList<>();
    for (long at = range.from().toEpochMilli();
        at < range.to().toEpochMilli();
        at += StatsKey.WINDOW.toMillis()) {
      for (StatsKey.StatsEntryKind kind : StatsKey.StatsEntryKind.values()) {
        keys.add(new StatsKey(tenantId, at, kind, instance).encode());
      }
    }
    return keys;
  }

  /** As a process does that asks others: each answers for a partition, as JSON. */
  private List<StatsWindow> ask(
      StatsWindowAggregator.StatsTimeRange range,
      String tenant,
      String instance,
      boolean byInstance)
      throws IOException {
    List<StatsWindow> answers = new ArrayList<>();
    for (MemoryByteStore partition : partitions) {
      StatsWindowAggregator reader = new StatsWindowAggregator(range, instance, byInstance);
      if (tenant != null && instance != null && random.nextBoolean()) {
        for (byte[] key : keys(tenant, instance, range)) {
          byte[] value = partition.get(key);
          if (value != null) {
            reader.add(key, value);
          }
        }
      } else {
        reader.scan(partition::scan, tenant);
      }
      answers.addAll(List.of(Json.read(Json.write(reader.windows()), StatsWindow[].class)));
    }
    return StatsWindow.merged(answers);
  }

  private List<StatsWindow> recount(
      StatsWindowAggregator.StatsTimeRange range,
      String tenant,
      String instance,
      boolean byInstance) {
    List<StatsWindow> windows = new ArrayList<>();
    for (CountedHappening one : happenings) {
      boolean asked =
          (tenant == null || tenant.equals(one.tenant))
              && (instance == null || instance.equals(one.instance))
              && one.atMs >= range.from().toEpochMilli()
              && one.atMs < range.to().toEpochMilli();
      if (asked && !isNothing(one.delta)) {
        long step = (one.atMs - range.from().toEpochMilli()) / range.step().toMillis();
        windows.add(
            new StatsWindow(
                one.tenant,
                byInstance ? one.instance : null,
                range.from().plus(range.step().multipliedBy(step)),
                range.step(),
                one.delta.counts(),
                sketch(one.delta.deliveryMs()),
                sketch(one.delta.readMs())));
      }
    }
    return StatsWindow.merged(windows);
  }

  private static boolean isNothing(StatsDelta delta) {
    return delta.counts().isNone() && delta.deliveryMs().isEmpty() && delta.readMs().isEmpty();
  }

  private static LatencySketch sketch(OptionalLong millis) {
    return millis.isEmpty() ? LatencySketch.EMPTY : LatencySketch.EMPTY.and(millis.getAsLong());
  }

  private String pick(String... some) {
    return some[random.nextInt(some.length)];
  }
}
