// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Runs timed work of a stage in one task. Kafka Streams commits a transaction after every run of a
 * punctuator, whatever that did. So work that has nothing to do soon is run every {@link #REST}
 * only, at the same moment as that of all other stages and tasks: one transaction for all.
 */
public final class StageTimer {
  static final Duration REST = Duration.ofSeconds(5);

  /** Work with at least this interval always runs at whole multiples of it. */
  private static final Duration ALIGNED = Duration.ofSeconds(1);

  private final ProcessorContext<?, ?> context;
  private final Duration interval;
  private final LongUnaryOperator work;
  private Cancellable schedule = () -> {};
  private boolean resting;
  private boolean woken;

  /**
   * Creates a timer and starts it.
   *
   * @param interval between two runs while there is work
   * @param work takes the time in milliseconds since the epoch, and returns from when on there is
   *     more work for it; Long.MAX_VALUE when nothing is known
   */
  StageTimer(ProcessorContext<?, ?> context, Duration interval, LongUnaryOperator work) {
    this.context = context;
    this.interval = interval;
    this.work = work;
    runEvery(interval);
  }

  /** Says that there may be work now: a record came. */
  public void wake() {
    woken = true;
    if (resting) {
      resting = false;
      runEvery(interval);
    }
  }

  private void run(long nowMs) {
    boolean restNow = work.applyAsLong(nowMs) > nowMs + REST.plus(interval).toMillis() && !woken;
    woken = false;
    if (restNow != resting) {
      resting = restNow;
      runEvery(restNow ? REST : interval);
    }
  }

  /** Ends the timer: its task has started again and has new ones. */
  void cancel() {
    schedule.cancel();
  }

  private void runEvery(Duration period) {
    schedule.cancel();
    schedule =
        period.compareTo(ALIGNED) < 0
            ? context.schedule(period, PunctuationType.WALL_CLOCK_TIME, this::run)
            : context.schedule(Instant.EPOCH, period, PunctuationType.WALL_CLOCK_TIME, this::run);
  }
}
