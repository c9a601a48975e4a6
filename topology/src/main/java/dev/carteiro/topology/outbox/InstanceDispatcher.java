// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.pace.WeightedLaneSelector;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Dispatches the jobs of an instance: one after the other, lane by lane, never faster than the rate
 * limit, and only while the instance may send.
 */
final class InstanceDispatcher {
  static final String UNBOUND = "INSTANCE_UNBOUND";
  static final String PAUSED = "INSTANCE_PAUSED";
  static final String NOT_OPEN = "INSTANCE_NOT_OPEN";
  static final String REMOVED = "INSTANCE_REMOVED";
  static final String QUIET = "QUIET_HOURS";
  static final String INSTANCE_MOVED = "INSTANCE_MOVED";
  static final String BATCH_PAUSED = "BATCH_PAUSED";
  static final String TYPING = "TYPING";
  private static final String COMMAND_LOST = "COMMAND_LOST";

  /**
   * How often quiet hours are checked again: a tenant's change of them is not an input of the
   * outbox.
   */
  private static final long QUIET_LOOK_MS = 5 * 60_000;

  /** Shorter waits are not recorded in the job. */
  private static final long NOTICEABLE_MS = 2_000;

  /** Jobs that one call of {@link #pump} examines; the rest follows at the next tick. */
  private static final int MOST_AT_ONCE = 200;

  private static final Set<Lane> URGENT = EnumSet.of(Lane.HIGH, Lane.MONITORING);

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final OutboxSettings settings;
  private final JobStateRecorder journal;
  private final RecipientOrdering chats;
  private final TenantPermitRequester tenantPermits;
  private final WeightedLaneSelector shares;
  private final DispatchRecordWriter handover;
  private final InstanceRatePolicy limits;
  private final InstanceThrottleHandler throttles;

  InstanceDispatcher(
      OutboxStateStore store,
      OutboxPort port,
      OutboxSettings settings,
      JobStateRecorder journal,
      RecipientOrdering chats,
      TenantPermitRequester tenantPermits) {
    this.store = store;
    this.port = port;
    this.settings = settings;
    this.journal = journal;
    this.chats = chats;
    this.tenantPermits = tenantPermits;
    this.shares = new WeightedLaneSelector(settings.laneShares());
    this.handover = new DispatchRecordWriter(port, settings);
    this.limits = new InstanceRatePolicy(settings);
    this.throttles = new InstanceThrottleHandler(port, settings);
  }

  /** The full rate limit of an instance, in messages in any 60 s. */
  int fullLimit(Optional<InstanceBinding> binding) {
    return limits.full(binding);
  }

  /**
   * Throttles an instance that was asked for fewer messages: it pauses, then its rate grows back.
   *
   * @param reason stable code
   * @param askedMs the requested pause; 0 when none was named
   * @return when the pause ends
   */
  long throttle(InstanceSendState pace, String reason, long askedMs, long nowMs) {
    return throttles.tighten(pace, reason, askedMs, nowMs);
  }

  /** Puts a job at the end of its lane. */
  void enqueue(SendJob job) {
    InstanceSendState pace = store.pace(job.instance());
    job.arrival = pace.append(job.lane);
    store.enterLane(pace, job);
  }

  /** Puts a job back to its position in its lane. */
  void back(SendJob job) {
    store.enterLane(store.pace(job.instance()), job);
  }

  /**
   * Takes a waiting job out of its lane, out of the queue behind another job to the same recipient,
   * or out of its typing time.
   */
  void withdraw(SendJob job, long nowMs) {
    InstanceSendState pace = store.pace(job.instance());
    // This job may be the one that is marked as held; then the next one must be marked.
    pace.heldFor = null;
    if (job.isTyping()) {
      pace.end(job.dispatchId).ifPresent(attempt -> tenantPermits.unused(job, attempt, nowMs));
    } else if (job.behindChat) {
      store.leaveChatQueue(job);
    } else if (job.inLane) {
      store.leaveLane(pace, job);
    }
  }

  /**
   * Dispatches the jobs of the instance that may leave now. What holds the instance is recorded in
   * its first waiting job. Where time alone ends a wait, a timer is set.
   */
  void pump(String instance, long nowMs) {
    InstanceSendState pace = store.pace(instance);
    long throttled = throttles.look(pace, nowMs);
    if (throttled != Long.MAX_VALUE) {
      wake(pace, throttled);
    }
    if (pace.lanesWithWork().isEmpty()) {
      pace.heldFor = null;
      tenantPermits.giveBackUnneeded(pace, nowMs);
      return;
    }
    Optional<InstanceBinding> binding = port.binding(instance);
    String obstacle = obstacle(pace, binding, nowMs);
    if (obstacle != null) {
      tenantPermits.giveBackUnneeded(pace, nowMs);
      hold(pace, obstacle, nowMs);
      return;
    }
    if (!QUIET.equals(pace.heldFor)) {
      pace.heldFor = null;
    }
    for (int n = 0; n < MOST_AT_ONCE; n++) {
      if (!next(pace, binding.get(), nowMs)) {
        return;
      }
    }
    wake(pace, nowMs);
  }

  /**
   * Examines the next job in turn.
   *
   * @return false when nothing more can leave now
   */
  private boolean next(InstanceSendState pace, InstanceBinding binding, long nowMs) {
    if (pace.placesTaken() >= settings.inFlight()) {
      return false;
    }
    int limit = limits.now(pace, binding, nowMs);
    if (pace.permitsLeft(nowMs, limit) <= 0) {
      long permitAt = limit > pace.permitsHeld() ? pace.nextPermitAt(nowMs, limit) : Long.MAX_VALUE;
      long next = Math.min(permitAt, limits.rampStep(pace, binding, nowMs));
      if (next != Long.MAX_VALUE) {
        wake(pace, next);
      }
      if (next - nowMs >= NOTICEABLE_MS) {
        tell(pace, WaitReason.PACE, nowMs);
      }
      return false;
    }
    Optional<TenantRecord> tenant = port.tenant(binding.tenantId());
    Set<Lane> ready = pace.lanesWithWork();
    Instant endOfQuiet = endOfQuiet(tenant, nowMs);
    if (endOfQuiet != null) {
      ready.retainAll(URGENT);
      if (ready.isEmpty() && !pace.lanesWithWork().isEmpty()) {
        tenantPermits.giveBackUnneeded(pace, nowMs);
        hold(pace, QUIET, nowMs);
        wake(pace, Math.min(endOfQuiet.toEpochMilli(), nowMs + QUIET_LOOK_MS));
        return false;
      }
    }
    Lane lane = shares.next(ready, pace.passedOver);
    if (lane == null) {
      return false;
    }
    if (!tenantPermits.mayLeave(pace, binding.tenantId(), tenant, nowMs)) {
      if (nowMs - pace.permitAskedAt >= NOTICEABLE_MS) {
        tell(pace, WaitReason.TENANT_LIMIT, nowMs);
      } else {
        wake(pace, pace.permitAskedAt + NOTICEABLE_MS);
      }
      return false;
    }
    Optional<SendJob> job = store.head(pace, lane).flatMap(store::job);
    if (job.isEmpty()) {
      throw new IllegalStateException("a lane counts an entry that it does not have");
    }
    if (mayLeave(job.get(), pace, binding, nowMs)) {
      shares.took(lane, ready, pace.passedOver);
      store.leaveLane(pace, job.get());
      begin(job.get(), pace, nowMs);
    }
    return true;
  }

  /**
   * Whether the job at the head of its lane may leave now. If not, it is taken out of the lane and
   * its state says why.
   */
  private boolean mayLeave(
      SendJob job, InstanceSendState pace, InstanceBinding binding, long nowMs) {
    if (job.expiresAt != 0 && job.expiresAt <= nowMs) {
      store.leaveLane(pace, job);
      journal.move(job, JobState.EXPIRED, null, nowMs);
      chats.release(job, nowMs);
      return false;
    }
    if (!binding.tenantId().equals(job.identity.tenantId())) {
      store.leaveLane(pace, job);
      journal.move(
          job,
          JobState.FAILED,
          INSTANCE_MOVED,
          "the instance belongs to another tenant now",
          null,
          nowMs);
      chats.release(job, nowMs);
      return false;
    }
    BatchEvent.BatchState batch = batch(job);
    if (batch != BatchEvent.BatchState.RUNNING) {
      store.leaveLane(pace, job);
      boolean paused = batch == BatchEvent.BatchState.PAUSED;
      journal.move(
          job,
          paused ? JobState.HELD : JobState.CANCELLED,
          paused ? BATCH_PAUSED : ControlCommandHandler.BATCH_CANCELLED,
          nowMs);
      chats.release(job, nowMs);
      return false;
    }
    if (chats.isBlocked(job)) {
      store.leaveLane(pace, job);
      chats.waitBehind(job, nowMs);
      return false;
    }
    return true;
  }

  private BatchEvent.BatchState batch(SendJob job) {
    return Optional.ofNullable(job.identity.batchId())
        .flatMap(store::batch)
        .map(JobBatch::state)
        .orElse(BatchEvent.BatchState.RUNNING);
  }

  private void begin(SendJob job, InstanceSendState pace, long nowMs) {
    pace.heldFor = null;
    Optional<SendMessageCommand> command = store.command(job.id());
    if (command.isEmpty()) {
      // One message that cannot be read must not stop all others.
      journal.move(job, JobState.FAILED, COMMAND_LOST, nowMs);
      chats.release(job, nowMs);
      return;
    }
    job.dispatches++;
    job.dispatchId = job.id() + ":" + job.dispatches;
    job.dispatchedAt = nowMs;
    pace.begin(
        InstanceSendState.InFlightAttempt.handedOut(
            job.dispatchId, job.id(), nowMs, tenantPermits.take(pace)));
    if (settings.inFlight() > 1) {
      store.holdChat(job);
    }
    if (job.identity.typingMs() > 0 && job.attempts == 0) {
      handover.presence(job, command.get(), nowMs);
      store
          .timers()
          .set(nowMs + job.identity.typingMs(), OutboxTimerQueue.TimerKind.TYPING, job.id());
      journal.move(job, JobState.HELD, TYPING, nowMs);
    } else {
      send(job, command.get(), nowMs);
    }
  }

  /**
   * The typing time of a job is over: sends the message if it still may leave, else puts the job
   * back.
   */
  void typed(SendJob job, long nowMs) {
    InstanceSendState pace = store.pace(job.instance());
    Optional<InstanceBinding> binding = port.binding(job.instance());
    boolean quiet =
        !URGENT.contains(job.lane)
            && endOfQuiet(port.tenant(job.identity.tenantId()), nowMs) != null;
    Optional<SendMessageCommand> command = store.command(job.id());
    if (obstacle(pace, binding, nowMs) == null
        && binding.get().tenantId().equals(job.identity.tenantId())
        && batch(job) == BatchEvent.BatchState.RUNNING
        && !quiet
        && command.isPresent()) {
      send(job, command.get(), nowMs);
      return;
    }
    pace.end(job.dispatchId).ifPresent(attempt -> tenantPermits.unused(job, attempt, nowMs));
    back(job);
    journal.move(job, JobState.QUEUED, "TYPING_INTERRUPTED", nowMs);
  }

  /** Writes the dispatch of the attempt that has begun. */
  private void send(SendJob job, SendMessageCommand command, long nowMs) {
    handover.message(job, command, nowMs);
    store.awaitEcho(job, EchoSignature.hasCaption(command));
    journal.move(job, JobState.DISPATCHED, null, nowMs);
    watch(store.pace(job.instance()), nowMs + settings.claimWithin().toMillis() + LOST_AFTER_MS);
  }

  /**
   * How long after the end of its claim time a dispatch counts as lost: it is no longer in its
   * topic then and cannot be claimed.
   */
  static final long LOST_AFTER_MS = 26L * 60 * 60 * 1000;

  /** Writes a probe: a sender reports the connection state of the instance. */
  void probe(InstanceSendState pace, InstanceBinding binding, long nowMs) {
    handover.probe(pace.instance, binding.tenantId(), nowMs);
    probeAt(pace, nowMs + settings.probeEvery().toMillis());
  }

  /**
   * Holds the instance because its server requires a licence: nothing leaves until a probe is
   * answered. If none is answered, one message is tried again after {@link #UNPROBED_MS}.
   */
  void awaitProbe(InstanceSendState pace, long nowMs) {
    pace.leaveAlone(nowMs + UNPROBED_MS, SendResult.LICENSE_REQUIRED);
    pace.heldFor = SendResult.LICENSE_REQUIRED;
    if (pace.probeAt == 0) {
      probeAt(pace, nowMs + settings.probeEvery().toMillis());
    }
  }

  /** Ends the wait for a licence: a probe was answered, or the binding has changed. */
  void endAwaitOfLicense(InstanceSendState pace, long nowMs) {
    if (pace.awaitsLicense(nowMs)) {
      pace.notBefore = 0;
    }
  }

  private static final long UNPROBED_MS = 15 * 60_000;

  /** Schedules a probe of the instance. */
  void probeAt(InstanceSendState pace, long atMs) {
    pace.probeAt = atMs;
    store.timers().set(atMs, OutboxTimerQueue.TimerKind.PROBE, pace.instance);
  }

  /** Why the instance may not send now, and a timer for the next look; null when it may. */
  private String obstacle(InstanceSendState pace, Optional<InstanceBinding> binding, long nowMs) {
    String obstacle = obstacleOf(pace, binding, nowMs);
    if (REMOVED.equals(obstacle) || NOT_OPEN.equals(obstacle)) {
      if (pace.probeAt == 0) {
        probeAt(pace, nowMs + settings.probeEvery().toMillis());
      }
    } else if (obstacle != null && obstacle.equals(pace.notBeforeReason)) {
      wake(pace, pace.notBefore);
    }
    return obstacle;
  }

  /** Why an instance may not send now; null when it may. */
  static String obstacleOf(InstanceSendState pace, Optional<InstanceBinding> binding, long nowMs) {
    if (binding.isEmpty()) {
      return UNBOUND;
    }
    if (binding.get().paused()) {
      return PAUSED;
    }
    if (pace.connection == InstanceSendState.InstanceConnectionStatus.GONE) {
      return REMOVED;
    }
    if (pace.connection == InstanceSendState.InstanceConnectionStatus.CLOSED
        && connects(binding.get())) {
      return NOT_OPEN;
    }
    return nowMs < pace.notBefore ? pace.notBeforeReason : null;
  }

  /** Whether the connection state of the instance says anything about sending. */
  private static boolean connects(InstanceBinding binding) {
    return binding.integration() == null || binding.integration().connects();
  }

  /** Marks the first waiting job as held; the jobs behind it wait for their turn anyway. */
  private void hold(InstanceSendState pace, String reason, long nowMs) {
    if (reason.equals(pace.heldFor)) {
      return;
    }
    for (Lane lane : pace.lanesWithWork()) {
      Optional<SendJob> job = store.head(pace, lane).flatMap(store::job);
      if (job.isPresent()) {
        pace.heldFor = reason;
        if (job.get().state != JobState.HELD || !reason.equals(job.get().reason)) {
          journal.move(job.get(), JobState.HELD, reason, nowMs);
        }
        return;
      }
    }
  }

  /** Records in the first waiting job why it waits, once; the job stays QUEUED. */
  private void tell(InstanceSendState pace, WaitReason reason, long nowMs) {
    for (Lane lane : pace.lanesWithWork()) {
      Optional<SendJob> job = store.head(pace, lane).flatMap(store::job);
      if (job.isPresent()) {
        if (job.get().state != JobState.QUEUED || !reason.name().equals(job.get().reason)) {
          journal.move(job.get(), JobState.QUEUED, reason.name(), nowMs);
        }
        return;
      }
    }
  }

  private static Instant endOfQuiet(Optional<TenantRecord> tenant, long nowMs) {
    QuietHours quiet = tenant.map(TenantRecord::quietHours).orElse(null);
    return quiet == null ? null : quiet.endOfQuietAt(Instant.ofEpochMilli(nowMs));
  }

  /** Schedules another {@link #pump} of the instance, unless an earlier one is scheduled. */
  void wake(InstanceSendState pace, long atMs) {
    if (pace.wakeAt == 0 || atMs < pace.wakeAt) {
      pace.wakeAt = atMs;
      store.timers().set(atMs, OutboxTimerQueue.TimerKind.WAKE, pace.instance);
    }
  }

  /** Schedules a check for overdue attempts of the instance, unless an earlier one is scheduled. */
  void watch(InstanceSendState pace, long atMs) {
    if (pace.watchAt == 0 || atMs < pace.watchAt) {
      pace.watchAt = atMs;
      store.timers().set(atMs, OutboxTimerQueue.TimerKind.WATCH, pace.instance);
    }
  }
}
