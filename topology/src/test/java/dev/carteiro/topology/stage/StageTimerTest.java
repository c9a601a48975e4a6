// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageTimerTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final long NOW = 1_000_000_123;
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int RECORDS = 60;

  private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
  private final List<Long> runs = new ArrayList<>();
  private long nowMs = NOW;

  @BeforeEach
  void setTime() {
    context.setCurrentSystemTimeMs(NOW);
  }

  @Test
  void workThatKnowsOfNothingRests() {
    // Given
    timer(INTERVAL, now -> Long.MAX_VALUE);
    // When
    run();
    // Then
    assertThat(runs).hasSize(1);
    assertThat(schedules()).containsExactly(StageTimer.REST);
  }

  @Test
  void workThatIsNearGoesOn() {
    // Given
    timer(INTERVAL, now -> now + StageTimer.REST.toMillis());
    // When
    run();
    // Then
    assertThat(schedules()).containsExactly(INTERVAL);
  }

  @Test
  void aRecordEndsTheRest() {
    // Given
    StageTimer timer = timer(INTERVAL, now -> Long.MAX_VALUE);
    run();
    // When
    timer.wake();
    // Then
    assertThat(schedules()).containsExactly(INTERVAL);
  }

  @Test
  void workThatARecordLeftIsSeenBeforeTheNextRest() {
    // Given
    StageTimer timer = timer(INTERVAL, now -> Long.MAX_VALUE);
    timer.wake();
    // When
    run();
    List<Duration> afterTheRecord = schedules();
    run();
    // Then
    assertThat(afterTheRecord).containsExactly(INTERVAL);
    assertThat(schedules()).containsExactly(StageTimer.REST);
  }

  @Test
  void restEndsInTimeForKnownWork() {
    // Given
    long due = NOW + 12_000;
    timer(INTERVAL, now -> due);
    run();
    List<Duration> farAway = schedules();
    // When
    context.setCurrentSystemTimeMs(due - StageTimer.REST.toMillis());
    run();
    // Then
    assertThat(farAway).containsExactly(StageTimer.REST);
    assertThat(schedules()).containsExactly(INTERVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1_000})
  void nothingIsLateByMoreThanAnInterval(int intervalMs) {
    // Given
    AtomicReference<DueRecordProcessor> made = new AtomicReference<>();
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new LongDeserializer(), "in");
    topology.addProcessor(
        "due",
        () -> {
          made.set(new DueRecordProcessor(Duration.ofMillis(intervalMs)));
          return made.get();
        },
        "in");
    Random random = new Random(intervalMs);
    try (TopologyTestDriver driver =
        new TopologyTestDriver(topology, new Properties(), Instant.ofEpochMilli(NOW))) {
      TestInputTopic<String, Long> in =
          driver.createInputTopic("in", new StringSerializer(), new LongSerializer());
      // When
      for (int record = 0; record < RECORDS; record++) {
        pass(driver, random.nextLong(30_000));
        in.pipeInput("a", nowMs + random.nextLong(60_000));
      }
      pass(driver, 70_000);
    }
    // Then
    DueRecordProcessor processor = made.get();
    assertThat(processor.latenesses).hasSize(RECORDS);
    assertThat(processor.latenesses)
        .allSatisfy(ms -> assertThat(ms).isBetween(0L, intervalMs + STEP.toMillis()));
    assertThat(processor.runs).isLessThan((nowMs - NOW) / intervalMs);
  }

  private void pass(TopologyTestDriver driver, long durationMs) {
    long untilMs = nowMs + durationMs;
    while (nowMs < untilMs) {
      driver.advanceWallClockTime(STEP);
      nowMs += STEP.toMillis();
    }
  }

  /** Holds records until the time that they name. */
  private static final class DueRecordProcessor implements Processor<String, Long, Void, Void> {
    private final Duration interval;
    private final PriorityQueue<Long> waiting = new PriorityQueue<>();
    private final List<Long> latenesses = new ArrayList<>();
    private StageTimer timer;
    private long runs;

    DueRecordProcessor(Duration interval) {
      this.interval = interval;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      timer = new StageTimer(context, interval, this::take);
    }

    @Override
    public void process(Record<String, Long> record) {
      timer.wake();
      waiting.add(record.value());
    }

    private long take(long nowMs) {
      runs++;
      while (!waiting.isEmpty() && waiting.peek() <= nowMs) {
        latenesses.add(nowMs - waiting.remove());
      }
      return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek();
    }
  }

  private StageTimer timer(Duration interval, LongUnaryOperator next) {
    return new StageTimer(
        context,
        interval,
        now -> {
          runs.add(now);
          return next.applyAsLong(now);
        });
  }

  private void run() {
    for (CapturedPunctuator scheduled : List.copyOf(context.scheduledPunctuators())) {
      if (!scheduled.cancelled()) {
        scheduled.getPunctuator().punctuate(context.currentSystemTimeMs());
      }
    }
  }

  private List<Duration> schedules() {
    return context.scheduledPunctuators().stream()
        .filter(scheduled -> !scheduled.cancelled())
        .map(CapturedPunctuator::getInterval)
        .toList();
  }
}
