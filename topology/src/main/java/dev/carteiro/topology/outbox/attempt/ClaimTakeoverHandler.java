// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.attempt;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.AttemptStage;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Abandons the claimed attempts of other senders when a sender takes over the partition, because
 * they may never get an outcome. They give up their in-flight slots at once, so that their
 * instances go on sending.
 *
 * <p>Timers walk over the instances of the partition in slices. The id of a timer has three parts,
 * separated by line feeds: the time up to which claims are abandoned, the sender whose claims are
 * not, and the instance to go on with.
 */
public record ClaimTakeoverHandler(
    OutboxStateStore store,
    OutboxPort port,
    OutboxSettings settings,
    JobStateMachine machine,
    AttemptRetryHandler retries) {
  /** Instances that one timer examines: a few milliseconds. */
  private static final int SLICE = 500;

  private static final String DETAIL =
      "another sender took over from the one that began the attempt, which never said more";
  private static final String SEPARATOR = "\n";
  private static final int PARTS = 3;

  public void begin(String sender) {
    schedule(store.nowMs(), sender, "");
  }

  /** Handles the next slice of instances. */
  public void walk(String timerId) {
    String[] parts = timerId.split(SEPARATOR, PARTS);
    long untilMs = Long.parseLong(parts[0]);
    String sender = parts[1];
    List<String> instances = new ArrayList<>();
    byte[] next =
        store.scanSendStates(
            OutboxKeyCodec.text(parts[2]),
            SLICE,
            stored -> {
              if (!stored.inFlight().claimedByOthers(sender, untilMs).isEmpty()) {
                instances.add(stored.instance());
              }
            });
    for (String instance : instances) {
      InstanceSendState sendState = store.sendState(instance);
      sendState
          .inFlight()
          .claimedByOthers(sender, untilMs)
          .forEach(attempt -> abandon(sendState, attempt));
      store.touch(instance);
    }
    if (next != null) {
      schedule(untilMs, sender, new String(next, StandardCharsets.UTF_8));
    }
  }

  private void schedule(long untilMs, String sender, String instance) {
    String id = String.join(SEPARATOR, String.valueOf(untilMs), sender, instance);
    store.timers().set(store.nowMs(), TimerKind.TAKEOVER, id);
  }

  /**
   * Abandons an attempt: its job becomes unknown. A sender that only paused may call Evolution
   * until the deadline: until then the permit stays held, and the wait for the echo begins then.
   */
  private void abandon(InstanceSendState sendState, InFlightAttempt attempt) {
    if (attempt.stage() == AttemptStage.CLAIMED) {
      port.count("claim.abandoned");
      sendState.inFlight().abandon(attempt);
    }
    Optional<SendJob> found =
        store
            .readableJob(attempt.jobId())
            .filter(job -> attempt.dispatchId().equals(job.dispatchId()));
    if (attempt.stage() == AttemptStage.ECHOED) {
      found.ifPresent(machine::release);
    } else {
      found
          .filter(job -> job.state() == JobState.DISPATCHED)
          .ifPresent(
              job ->
                  retries.uncertain(
                      job,
                      JobTransition.SENDER_LOST,
                      JobChange.of(null, DETAIL),
                      Math.max(
                          store.nowMs(), attempt.since() + settings.attemptDeadline().toMillis())));
    }
  }
}
