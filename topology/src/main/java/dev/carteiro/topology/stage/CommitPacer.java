// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for a commit before Kafka Streams' own interval is over: soon while a stream thread keeps up
 * with its input, so that readers see records early; not while it is behind, because a commit costs
 * the same whether it is for ten records or for ten thousand, and more with each partition. All
 * tasks of a thread share a state, since a commit is one for all of them. Times are milliseconds
 * since the epoch.
 */
public final class CommitPacer {
  /** A thread whose input is older than this is behind: a late commit makes little difference. */
  static final long BEHIND_MS = 500;

  private static final class PaceState {
    private long committedMs;
    private long readMs;
    private long recordMs;
    private boolean unseen;
    private Cancellable reminder;

    private void forgetReminder() {
      if (reminder != null) {
        reminder.cancel();
        reminder = null;
      }
    }
  }

  private final long intervalMs;
  private final ThreadLocal<PaceState> states = ThreadLocal.withInitial(PaceState::new);

  /**
   * @param interval how long a thread works after a commit before it asks for the next one
   */
  public CommitPacer(Duration interval) {
    this.intervalMs = interval.toMillis();
  }

  /** Notes that a record of an input topic is processed. */
  void read(long recordMs, long nowMs) {
    PaceState state = states.get();
    state.recordMs = recordMs;
    state.readMs = nowMs;
    state.unseen = true;
  }

  /** Notes that a record was written, which nobody sees before the next commit. */
  void wrote() {
    states.get().unseen = true;
  }

  /**
   * Notes that a commit is over, whoever asked for it. The interval begins here: one that began
   * when the commit was asked for would leave no time to work where commits take as long as it.
   */
  public void committed(long nowMs) {
    PaceState state = states.get();
    state.committedMs = nowMs;
    state.unseen = false;
    state.forgetReminder();
  }

  /**
   * Asks for a commit if one is due, and comes back when one will be. To be called after each input
   * record and after timed work.
   */
  void pace(ProcessorContext<?, ?> context, long nowMs) {
    PaceState state = states.get();
    if (!state.unseen || isBehind(state, nowMs)) {
      return;
    }
    // A clock that was put back must not end the commits until it is where it was.
    long sinceMs = Math.abs(nowMs - state.committedMs);
    if (sinceMs >= intervalMs) {
      context.commit();
    } else if (state.reminder == null) {
      // Without it the last records of a burst would wait for the interval of Kafka Streams.
      state.reminder =
          context.schedule(
              Duration.ofMillis(intervalMs - sinceMs),
              PunctuationType.WALL_CLOCK_TIME,
              laterMs -> {
                state.forgetReminder();
                pace(context, laterMs);
              });
    }
  }

  /** The age of the last record says nothing any more when no other has come for as long. */
  private static boolean isBehind(PaceState state, long nowMs) {
    return state.readMs - state.recordMs > BEHIND_MS && nowMs - state.readMs <= BEHIND_MS;
  }
}
