// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.dispatch;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.BatchEvent.BatchState;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.job.HoldReason;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.pace.WeightedLaneSelector;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Dispatches the jobs of an instance: one after the other, lane by lane, never faster than the rate
 * limit, and only while the instance may send.
 */
public record InstanceDispatcher(
    OutboxStateStore store,
    OutboxPort port,
    OutboxSettings settings,
    JobStateMachine machine,
    SendLimits limits,
    InstanceProbeScheduler probes,
    DispatchRecordWriter dispatches,
    WeightedLaneSelector shares) {
  /** How long after its claim time a dispatch counts as lost: its topic has it no more then. */
  private static final long LOST_AFTER_MS = 26L * 60 * 60 * 1000;

  /** How often quiet hours are checked again: a tenant's change of them is no input. */
  private static final long QUIET_CHECK_MS = 5 * 60_000;

  /** Shorter waits are not recorded in the job. */
  private static final long NOTICEABLE_MS = 2_000;

  /** Jobs that one call of {@link #dispatch} examines; the rest follows at the next tick. */
  private static final int MAX_EXAMINED = 200;

  private static final Set<Lane> URGENT = EnumSet.of(Lane.HIGH, Lane.MONITORING);

  /**
   * Dispatches the jobs of the instance that may leave now. What holds the instance is recorded in
   * its first waiting job. Where time alone ends a wait, a timer is set.
   */
  public void dispatch(String instance) {
    InstanceSendState sendState = store.sendState(instance);
    long throttledUntil = limits.throttles().check(sendState, store.nowMs());
    if (throttledUntil != Long.MAX_VALUE) {
      wake(sendState, throttledUntil);
    }
    if (sendState.lanes().withWork().isEmpty()) {
      sendState.holdFor(null);
      limits.tenantPermits().giveBackUnneeded(sendState, store.nowMs());
      return;
    }
    Optional<InstanceBinding> binding = port.binding(instance);
    String obstacle = obstacle(sendState, binding);
    if (obstacle != null) {
      limits.tenantPermits().giveBackUnneeded(sendState, store.nowMs());
      hold(sendState, obstacle);
      return;
    }
    if (!HoldReason.QUIET_HOURS.name().equals(sendState.heldFor())) {
      sendState.holdFor(null);
    }
    for (int n = 0; n < MAX_EXAMINED; n++) {
      if (!next(sendState, binding.get())) {
        return;
      }
    }
    wake(sendState, store.nowMs());
  }

  /** Examines the next job in turn; false when nothing more can leave now. */
  private boolean next(InstanceSendState sendState, InstanceBinding binding) {
    long nowMs = store.nowMs();
    if (sendState.inFlight().slotsTaken() >= settings.inFlight()) {
      return false;
    }
    if (sendState.permitsLeft(nowMs, limits.rates().now(sendState, binding, nowMs)) <= 0) {
      long next = limits.rates().nextPermitAt(sendState, binding, nowMs);
      if (next != Long.MAX_VALUE) {
        wake(sendState, next);
      }
      if (next - nowMs >= NOTICEABLE_MS) {
        recordWait(sendState, JobTransition.PACE);
      }
      return false;
    }
    Optional<TenantRecord> tenant = port.tenant(binding.tenantId());
    Set<Lane> ready = sendState.lanes().withWork();
    Optional<Instant> endOfQuiet = endOfQuiet(tenant);
    if (endOfQuiet.isPresent()) {
      ready.retainAll(URGENT);
      if (ready.isEmpty() && !sendState.lanes().withWork().isEmpty()) {
        limits.tenantPermits().giveBackUnneeded(sendState, nowMs);
        hold(sendState, HoldReason.QUIET_HOURS.name());
        wake(sendState, Math.min(endOfQuiet.get().toEpochMilli(), nowMs + QUIET_CHECK_MS));
        return false;
      }
    }
    Lane lane = shares.next(ready, sendState.lanes().passedOver());
    if (lane == null) {
      return false;
    }
    if (!limits.tenantPermits().mayLeave(sendState, binding.tenantId(), tenant, nowMs)) {
      if (nowMs - sendState.permitAskedAt() >= NOTICEABLE_MS) {
        recordWait(sendState, JobTransition.TENANT_LIMIT);
      } else {
        wake(sendState, sendState.permitAskedAt() + NOTICEABLE_MS);
      }
      return false;
    }
    Optional<SendJob> head = head(sendState, lane);
    if (head.isEmpty()) {
      if (sendState.lanes().queued(lane) > 0) {
        throw new IllegalStateException("a lane counts an entry that it does not have");
      }
      return true;
    }
    SendJob job = head.get();
    if (!JobTransition.DISPATCH.isAllowedFrom(job.state())) {
      machine.evict(job, sendState, lane);
    } else if (mayLeave(job, binding)) {
      shares.took(lane, ready, sendState.lanes().passedOver());
      begin(job, sendState);
    }
    return true;
  }

  /** The first job of a lane. One that cannot be read leaves the lane, and nothing else of it. */
  private Optional<SendJob> head(InstanceSendState sendState, Lane lane) {
    Optional<String> id = store.lanes().head(sendState, lane);
    while (id.filter(store::isUnreadable).isPresent()) {
      store.lanes().removeFirst(sendState, lane);
      id = store.lanes().head(sendState, lane);
    }
    return id.flatMap(store::job);
  }

  /** Whether the job at the head of its lane may leave now; else it is moved out of the lane. */
  private boolean mayLeave(SendJob job, InstanceBinding binding) {
    BatchState batch = store.batchState(job);
    if (job.expiresAt() != 0 && job.expiresAt() <= store.nowMs()) {
      machine.move(job, JobTransition.EXPIRE);
    } else if (!binding.tenantId().equals(job.tenantId())) {
      machine.move(
          job,
          JobTransition.INSTANCE_MOVED,
          JobChange.of(null, "the instance belongs to another tenant now"));
    } else if (batch == BatchState.PAUSED) {
      machine.move(job, JobTransition.BATCH_PAUSED);
    } else if (batch == BatchState.CANCELLED) {
      machine.move(job, JobTransition.BATCH_CANCELLED);
    } else if (store.lanes().holder(job).filter(id -> !id.equals(job.id())).isPresent()) {
      machine.move(job, JobTransition.RECIPIENT_WAITS);
    } else {
      return true;
    }
    return false;
  }

  private void begin(SendJob job, InstanceSendState sendState) {
    sendState.holdFor(null);
    Optional<SendMessageCommand> command = store.command(job.id());
    if (command.isEmpty()) {
      // One message that cannot be read must not stop all others.
      machine.move(job, JobTransition.COMMAND_LOST);
      return;
    }
    long nowMs = store.nowMs();
    job.begin(nowMs);
    sendState
        .inFlight()
        .begin(job.dispatchId(), job.id(), nowMs, limits.tenantPermits().take(sendState));
    if (settings.inFlight() > 1) {
      store.lanes().hold(job);
    }
    int typingMs = job.identity().typingMs();
    if (typingMs > 0 && job.attempts() == 0) {
      dispatches.presence(job, command.get(), nowMs);
      store.timers().set(nowMs + typingMs, TimerKind.TYPING, job.id());
      machine.move(job, JobTransition.TYPING);
    } else {
      send(job, command.get());
    }
  }

  /** Ends the typing time of a job: sends the message if it still may leave. */
  public void endTyping(SendJob job) {
    if (!job.isTyping()) {
      return;
    }
    Optional<InstanceBinding> binding = port.binding(job.instance());
    boolean quiet =
        !URGENT.contains(job.lane()) && endOfQuiet(port.tenant(job.tenantId())).isPresent();
    Optional<SendMessageCommand> command = store.command(job.id());
    if (obstacle(store.sendState(job.instance()), binding) == null
        && binding.get().tenantId().equals(job.tenantId())
        && store.batchState(job) == BatchState.RUNNING
        && !quiet
        && command.isPresent()) {
      send(job, command.get());
    } else {
      machine.move(job, JobTransition.TYPING_INTERRUPTED);
    }
  }

  /** Writes the dispatch of the attempt that has begun. */
  private void send(SendJob job, SendMessageCommand command) {
    dispatches.message(job, command, store.nowMs());
    machine.move(job, JobTransition.DISPATCH);
    // Nearly always it is claimed and over by then; else the look finds when it counts as lost.
    long lookAt = store.nowMs() + settings.attemptDeadline().toMillis();
    store.setTimer(store.sendState(job.instance()), TimerKind.WATCH, lookAt);
  }

  /** How long after its dispatch an attempt that nobody claimed counts as lost. */
  public static long lostAfterMs(OutboxSettings settings) {
    return settings.claimWithin().toMillis() + LOST_AFTER_MS;
  }

  /** Why the instance may not send now, and a timer for the next look; null when it may. */
  private String obstacle(InstanceSendState sendState, Optional<InstanceBinding> binding) {
    String obstacle = sendState.obstacle(binding, store.nowMs());
    if (HoldReason.INSTANCE_REMOVED.name().equals(obstacle)
        || HoldReason.INSTANCE_NOT_OPEN.name().equals(obstacle)) {
      probes.schedule(sendState);
    } else if (obstacle != null && sendState.isPausedFor(obstacle)) {
      wake(sendState, sendState.pausedUntil());
    }
    return obstacle;
  }

  /** Marks the first waiting job as held; the jobs behind it wait for their turn anyway. */
  private void hold(InstanceSendState sendState, String reason) {
    if (!reason.equals(sendState.heldFor())) {
      firstWaiting(sendState)
          .ifPresent(
              job -> {
                sendState.holdFor(reason);
                if (!job.isHeldFor(reason)) {
                  machine.move(job, JobTransition.HOLD, JobChange.of(reason, null));
                }
              });
    }
  }

  /** Records in the first waiting job why it waits, once. */
  private void recordWait(InstanceSendState sendState, JobTransition why) {
    firstWaiting(sendState)
        .filter(job -> job.state() != JobState.QUEUED || !why.name().equals(job.reason()))
        .ifPresent(job -> machine.move(job, why));
  }

  private Optional<SendJob> firstWaiting(InstanceSendState sendState) {
    for (Lane lane : sendState.lanes().withWork()) {
      Optional<SendJob> job = head(sendState, lane);
      if (job.isPresent() && JobTransition.DISPATCH.isAllowedFrom(job.get().state())) {
        return job;
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> endOfQuiet(Optional<TenantRecord> tenant) {
    return tenant
        .map(TenantRecord::quietHours)
        .map(quiet -> quiet.endOfQuietAt(Instant.ofEpochMilli(store.nowMs())));
  }

  private void wake(InstanceSendState sendState, long atMs) {
    store.setTimer(sendState, TimerKind.WAKE, atMs);
  }
}
