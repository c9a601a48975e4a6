// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class CommitPacerTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int INTERVAL = 30;

  private final CommitPacer pacer = new CommitPacer(Duration.ofMillis(INTERVAL));
  private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();

  @Test
  void freshInputIsCommittedAtOnceAndThenOncePerIntervalAfterTheLastCommit() {
    // When
    boolean atOnce = asks(NOW - 5, NOW);
    pacer.committed(NOW + 25);
    boolean tooSoon = asks(NOW + 26, NOW + 25 + INTERVAL - 1);
    boolean afterTheInterval = asks(NOW + 25 + INTERVAL, NOW + 25 + INTERVAL);
    pacer.committed(NOW + 100);
    boolean withoutAnythingNew = asks(NOW + 100 + 2 * INTERVAL);

    // Then
    assertThat(atOnce).isTrue();
    assertThat(tooSoon).isFalse();
    assertThat(afterTheInterval).isTrue();
    assertThat(withoutAnythingNew).isFalse();
  }

  @Test
  void theLastRecordsOfABurstAreCommittedWhenTheIntervalIsOver() {
    // When
    pacer.committed(NOW);
    asks(NOW + 10, NOW + 10);
    asks(NOW + 20, NOW + 20);

    // Then
    assertThat(context.scheduledPunctuators()).hasSize(1);
    MockProcessorContext.CapturedPunctuator reminder = context.scheduledPunctuators().get(0);
    assertThat(reminder.getInterval()).isEqualTo(Duration.ofMillis(INTERVAL - 10));

    // When
    context.resetCommit();
    reminder.getPunctuator().punctuate(NOW + INTERVAL);

    // Then
    assertThat(context.committed()).isTrue();
    assertThat(reminder.cancelled()).isTrue();
    assertThat(context.scheduledPunctuators()).hasSize(1);
  }

  @Test
  void aCommitTakesTheReminderBack() {
    // When
    pacer.committed(NOW);
    asks(NOW + 10, NOW + 10);
    pacer.committed(NOW + 15);

    // Then
    assertThat(context.scheduledPunctuators()).hasSize(1);
    assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();
  }

  @Test
  void aThreadThatIsBehindLeavesTheCommitToKafkaStreams() {
    // When
    boolean behind = asks(NOW - CommitPacer.BEHIND_MS - 1, NOW);
    boolean caughtUp = asks(NOW + 1 - CommitPacer.BEHIND_MS, NOW + 1);

    // Then
    assertThat(behind).isFalse();
    assertThat(caughtUp).isTrue();
    assertThat(context.scheduledPunctuators()).isEmpty();
  }

  @Test
  void aClockThatIsPutBackDoesNotEndTheCommits() {
    // Given
    pacer.committed(NOW);

    // When
    boolean earlier = asks(NOW - 3_600_000, NOW - 3_600_000);

    // Then
    assertThat(earlier).isTrue();
  }

  @Test
  void whatATimerWritesIsCommittedThoughTheLastInputWasOld() {
    // Given
    asks(NOW - 60_000, NOW);

    // When
    pacer.wrote();

    // Then
    assertThat(asks(NOW + CommitPacer.BEHIND_MS)).isFalse();
    assertThat(asks(NOW + CommitPacer.BEHIND_MS + 1)).isTrue();
  }

  @Test
  void threadsCommitIndependently() throws InterruptedException {
    // Given
    pacer.read(NOW, NOW);
    boolean[] elsewhere = {true};

    // When
    Thread other = new Thread(() -> elsewhere[0] = asks(NOW));
    other.start();
    other.join();

    // Then
    assertThat(elsewhere[0]).isFalse();
    assertThat(asks(NOW)).isTrue();
  }

  @Test
  void theStageBehindASourceAsksForTheCommit() {
    // Given
    EchoStage stage = new EchoStage();
    new StageGraph(new Topology(), pacer).from("in", Topic.WEBHOOK).to(stage);
    Processor<String, byte[], String, Object> processor =
        new PacedSourceProcessor<>(stage.processor(), pacer);
    processor.init(context);
    context.setCurrentSystemTimeMs(NOW);

    // When
    processor.process(new Record<>("k", new byte[0], NOW - 60_000));
    boolean forOld = context.committed();
    processor.process(new Record<>("k", new byte[0], NOW));
    boolean forNew = context.committed();

    // Then
    assertThat(forOld).isFalse();
    assertThat(forNew).isTrue();
  }

  @Test
  void aTimerThatWritesAsksForTheCommit() {
    // Given
    EchoStage stage = new EchoStage();
    StageGraph graph = new StageGraph(new Topology(), pacer);
    graph.from("in", Topic.WEBHOOK).to(stage);
    graph.from(stage).to(Topic.ALERT);
    stage.processor().init(context);
    MockProcessorContext.CapturedPunctuator timer = context.scheduledPunctuators().get(0);

    // When
    timer.getPunctuator().punctuate(NOW);
    boolean withoutRecord = context.committed();
    stage.due = Optional.of("an alert");
    timer.getPunctuator().punctuate(NOW + 1);

    // Then
    assertThat(withoutRecord).isFalse();
    assertThat(context.committed()).isTrue();
  }

  /** Whether a commit is asked for when a record has been processed. */
  private boolean asks(long recordMs, long nowMs) {
    pacer.read(recordMs, nowMs);
    return asks(nowMs);
  }

  private boolean asks(long nowMs) {
    context.resetCommit();
    pacer.pace(context, nowMs);
    return context.committed();
  }

  /** Writes what is due, by a timer. */
  private static final class EchoStage extends TopologyStage<byte[]> {
    private Optional<Object> due = Optional.empty();

    private EchoStage() {
      super("echo", byte[].class);
    }

    @Override
    protected StageProcessor<byte[]> processor() {
      return new StageProcessor<>(this) {
        @Override
        protected void start() {
          every(
              Duration.ofMillis(100),
              nowMs -> {
                due.ifPresent(value -> write(Topic.ALERT, new Record<>("k", value, nowMs)));
                return nowMs;
              });
        }

        @Override
        public void process(Record<String, byte[]> record) {
          // Nothing is written for an input.
        }
      };
    }
  }
}
