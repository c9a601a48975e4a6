// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.attempt.AcceptedAttemptHandler;
import dev.carteiro.topology.outbox.attempt.AttemptResultHandler;
import dev.carteiro.topology.outbox.attempt.AttemptRetryHandler;
import dev.carteiro.topology.outbox.attempt.ClaimTakeoverHandler;
import dev.carteiro.topology.outbox.attempt.EchoMatcher;
import dev.carteiro.topology.outbox.dispatch.DispatchRecordWriter;
import dev.carteiro.topology.outbox.dispatch.InstanceDispatcher;
import dev.carteiro.topology.outbox.dispatch.InstanceProbeScheduler;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.pace.TenantPermitRequester;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.DueTimer;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.pace.WeightedLaneSelector;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The outbox of one partition: handles commands, results, permits, timers and changes of messages,
 * connections and bindings, one at a time. Each is a unit of work, at whose end the instances that
 * it touched dispatch what may leave now. After each call the caller must {@link #commit} or {@link
 * #discard}; until then nothing is written.
 */
public final class PartitionOutbox {
  /** How long a timer is postponed while input records from before the start are open. */
  private static final long SETTLE_CHECK_MS = 500;

  /**
   * How long timers wait at most for the input records from before the start. The limit is for a
   * Kafka that does not tell how far the inputs are read, and for a log that cannot be read to its
   * end.
   */
  static final long MAX_SETTLE_MS = 10 * 60_000;

  private static final long RETRY_FAILED_MS = 60_000;

  /** Stored instances that each {@link #load} examines: some milliseconds. */
  private static final int SCANNED_PER_LOAD = 200;

  private final OutboxStateStore store;
  private final JobStateMachine machine;
  private final InstanceDispatcher dispatcher;
  private final InstanceProbeScheduler probes;
  private final TenantPermitRequester tenantPermits;
  private final AttemptResultHandler results;
  private final AttemptRetryHandler retries;
  private final EchoMatcher echoes;
  private final SendCommandAcceptor sends;
  private final ControlCommandHandler controls;
  private final ClaimTakeoverHandler takeovers;
  private final BooleanSupplier inputsRead;
  private long upSince = -1;
  private boolean settled;

  /**
   * @param inputsRead whether the input records from before the start are processed; until then a
   *     timer draws no conclusion from an answer that is missing since before the start
   */
  public PartitionOutbox(
      OutboxStateStore store,
      OutboxPort port,
      OutboxSettings settings,
      BooleanSupplier inputsRead) {
    this.inputsRead = inputsRead;
    this.store = store;
    SendLimits limits = SendLimits.of(port, settings);
    DispatchRecordWriter dispatches = new DispatchRecordWriter(port, settings);
    tenantPermits = limits.tenantPermits();
    machine = new JobStateMachine(store, port, limits);
    probes = new InstanceProbeScheduler(store, port, settings, dispatches);
    WeightedLaneSelector shares = new WeightedLaneSelector(settings.laneShares());
    dispatcher =
        new InstanceDispatcher(store, port, settings, machine, limits, probes, dispatches, shares);
    AcceptedAttemptHandler accepted = new AcceptedAttemptHandler(store, port, machine, limits);
    retries = new AttemptRetryHandler(store, port, settings, machine);
    results =
        new AttemptResultHandler(store, port, settings, machine, limits, probes, accepted, retries);
    echoes = new EchoMatcher(store, port, settings, accepted);
    sends = new SendCommandAcceptor(store, port, settings, machine);
    controls = new ControlCommandHandler(store, port, machine);
    takeovers = new ClaimTakeoverHandler(store, port, settings, machine, retries);
  }

  private void dispatchTouched() {
    store.touched().forEach(dispatcher::dispatch);
  }

  public void command(OutboxCommand command, long nowMs) {
    store.begin(nowMs);
    command
        .<Runnable>fold(send -> () -> sends.accept(send), control -> () -> controls.handle(control))
        .run();
    dispatchTouched();
  }

  /** Handles a result of a sender; false when it is about an attempt that does not exist. */
  public boolean result(SendResult result, long nowMs) {
    store.begin(nowMs);
    String instance = result.instance().text();
    boolean exists = true;
    if (result.kind() == SendResult.SendResultKind.PROBED) {
      InstanceSendState sendState = store.sendState(instance);
      sendState.endAwaitOfLicense(nowMs);
      if (result.connectionState() != null) {
        sendState.connect(result.connectionState(), nowMs);
      }
    } else {
      exists = results.handle(result);
    }
    if (exists) {
      store.touch(instance);
    }
    dispatchTouched();
    return exists;
  }

  /** Handles a takeover of the partition by a sender process with an id. */
  public void takenOver(String sender, long nowMs) {
    store.begin(nowMs);
    takeovers.begin(sender);
  }

  public void message(MessageEvent event, long nowMs) {
    store.begin(nowMs);
    if (echoes.handle(event)) {
      store.touch(event.instance().text());
    }
    dispatchTouched();
  }

  /** Handles a connection state: Evolution's word, or one of {@link InstanceStatusEvent}'s. */
  public void connection(String instance, String state, long nowMs) {
    ofInstance(instance, nowMs, sendState -> sendState.connect(state, nowMs));
  }

  public void binding(String instance, long nowMs) {
    ofInstance(instance, nowMs, sendState -> sendState.endAwaitOfLicense(nowMs));
  }

  /** Handles a permit under the tenant's limit. */
  public void permit(TenantPermitGrant permit, long nowMs) {
    ofInstance(
        permit.instance().text(),
        nowMs,
        sendState -> tenantPermits.granted(sendState, permit.tenantId(), nowMs));
  }

  private void ofInstance(String instance, long nowMs, Consumer<InstanceSendState> change) {
    store.begin(nowMs);
    change.accept(store.sendState(instance));
    store.touch(instance);
    dispatchTouched();
  }

  /**
   * Takes due timers out of the queue and commits that; the caller passes each to {@link #fire}.
   */
  public List<DueTimer> due(long nowMs, int maxCount) {
    upSince = upSince < 0 ? nowMs : upSince;
    List<DueTimer> due = store.timers().take(nowMs, maxCount);
    store.timers().persist();
    store.flush();
    return due;
  }

  public void fire(DueTimer timer, long nowMs) {
    store.begin(nowMs);
    fire(timer);
    dispatchTouched();
  }

  private void fire(DueTimer timer) {
    if (!isSettled() && isOfSilenceBefore(timer, upSince)) {
      postpone(timer, store.nowMs() + SETTLE_CHECK_MS);
      return;
    }
    switch (timer.kind()) {
      case DUE, RETRY, ECHO, TYPING, EXPIRY ->
          store.job(timer.id()).ifPresent(job -> fire(timer, job));
      case WAKE, WATCH, PROBE -> fire(timer, store.sendState(timer.id()));
      case TAKEOVER -> takeovers.walk(timer.id());
      case BATCH -> store.batch(timer.id()).ifPresent(controls::applyChange);
    }
  }

  private void fire(DueTimer timer, SendJob job) {
    switch (timer.kind()) {
      case DUE -> moveIfDue(job, JobTransition.DUE, job.scheduledFor(), timer);
      case RETRY -> moveIfDue(job, JobTransition.RETRY, job.nextAttemptAt(), timer);
      case EXPIRY -> moveIfDue(job, JobTransition.EXPIRE, job.expiresAt(), timer);
      case ECHO -> retries.endEchoWait(job, timer.atMs());
      case TYPING -> dispatcher.endTyping(job);
      case WAKE, WATCH, PROBE, BATCH, TAKEOVER -> throw new IllegalStateException("not of a job");
    }
    store.touch(job.instance());
  }

  private void moveIfDue(SendJob job, JobTransition transition, long dueMs, DueTimer timer) {
    if (transition.isAllowedFrom(job.state()) && dueMs <= timer.atMs()) {
      machine.move(job, transition);
    }
  }

  private void fire(DueTimer timer, InstanceSendState sendState) {
    if (!sendState.clearIfDue(timer.kind(), timer.atMs())) {
      return;
    }
    if (timer.kind() == TimerKind.PROBE) {
      probes.probe(sendState);
      return;
    }
    if (timer.kind() == TimerKind.WATCH) {
      results.checkDeadlines(sendState);
    }
    store.touch(timer.id());
  }

  /** Schedules a timer again that failed and was discarded, so that nothing waits forever. */
  public void retryFailed(DueTimer timer, long nowMs) {
    // The job or instance is not read: it may be the entry that cannot be read.
    store.timers().set(nowMs + RETRY_FAILED_MS, timer.kind(), timer.id());
  }

  /** Whether the input records from before the start are processed, or the wait is over. */
  private boolean isSettled() {
    settled = settled || inputsRead.getAsBoolean() || store.nowMs() >= upSince + MAX_SETTLE_MS;
    return settled;
  }

  /** Whether a timer draws a conclusion from an answer that is missing since before a time. */
  private boolean isOfSilenceBefore(DueTimer timer, long ms) {
    return switch (timer.kind()) {
      case ECHO -> store.job(timer.id()).filter(job -> job.stateAt() < ms).isPresent();
      case WATCH ->
          store.sendState(timer.id()).inFlight().all().stream()
              .anyMatch(attempt -> attempt.since() < ms);
      case DUE, RETRY, TYPING, EXPIRY, WAKE, PROBE, BATCH, TAKEOVER -> false;
    };
  }

  private void postpone(DueTimer timer, long atMs) {
    if (timer.kind() == TimerKind.ECHO) {
      store.timers().set(atMs, timer.kind(), timer.id());
      return;
    }
    InstanceSendState sendState = store.sendState(timer.id());
    if (sendState.clearIfDue(timer.kind(), timer.atMs())) {
      store.setTimer(sendState, timer.kind(), atMs);
    }
  }

  /** The due time of the oldest timer that has not fired. */
  public long oldestDue() {
    return store.timers().oldestDue();
  }

  /** The load of the partition; after a start it is complete after some calls. */
  public OutboxLoadSnapshot load() {
    return store.load(SCANNED_PER_LOAD);
  }

  /** Whether {@link #load} counts all instances. */
  public boolean isLoadComplete() {
    return store.isLoadComplete();
  }

  public void commit() {
    store.flush();
  }

  /** Drops all changes since the last commit. */
  public void discard() {
    store.discard();
  }
}
