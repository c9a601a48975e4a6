// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The outbox of one partition: handles commands, results, permits, timers and changes of messages,
 * connections and bindings, one at a time. After each call the caller must {@link #commit} or
 * {@link #discard}; until then nothing is written.
 */
public final class PartitionOutbox {
  /**
   * A connection that was away for less starts no ramp: Evolution causes such interruptions, and
   * WhatsApp tolerates them.
   */
  private static final long BLIP_MS = 10_000;

  /** How long a batch is kept: longer than any useful batch takes. */
  private static final long BATCH_MS = 90L * 24 * 60 * 60 * 1000;

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final InstanceDispatcher dispatcher;
  private final AttemptResultHandler attempts;
  private final EchoMatcher echoes;
  private final SendCommandAcceptor intake;
  private final ControlCommandHandler controls;
  private final ClaimTakeoverHandler takeover;
  private final TenantPermitRequester tenantPermits;
  private final JobStateRecorder journal;
  private final RecipientOrdering chats;
  private final BooleanSupplier inputsRead;
  private long upSince = -1;
  private boolean settled;

  /**
   * How long a timer is postponed while the input records from before the start are not processed.
   */
  private static final long SETTLE_LOOK_MS = 500;

  /**
   * How long timers wait at most for the input records from before the start. The limit is for a
   * Kafka that does not tell how far the inputs are read, and for a log that cannot be read to its
   * end.
   */
  static final long MOST_SETTLE_MS = 10 * 60_000;

  private static final long AGAIN_AFTER_MS = 60_000;

  /** Stored instances that each {@link #load} examines: some milliseconds. */
  private static final int LEARNED_AT_ONCE = 200;

  /** The byte stores of the outbox. */
  public record OutboxBackingStores(
      OrderedByteStore jobs,
      OrderedByteStore timers,
      OrderedByteStore ready,
      OrderedByteStore pace) {}

  /**
   * @param inputsRead whether the input records from before the start are processed; until then a
   *     timer draws no conclusion from an answer that is missing since before the start
   */
  public PartitionOutbox(
      OutboxBackingStores tables,
      OutboxPort port,
      OutboxSettings settings,
      BooleanSupplier inputsRead) {
    this.inputsRead = inputsRead;
    this.store =
        new OutboxStateStore(tables.jobs(), tables.timers(), tables.ready(), tables.pace());
    this.port = port;
    this.journal = new JobStateRecorder(store, port);
    this.chats = new RecipientOrdering(store, journal);
    this.tenantPermits = new TenantPermitRequester(port);
    this.dispatcher = new InstanceDispatcher(store, port, settings, journal, chats, tenantPermits);
    AcceptedAttemptHandler acceptance =
        new AcceptedAttemptHandler(store, port, journal, chats, tenantPermits, dispatcher);
    this.attempts =
        new AttemptResultHandler(
            store, port, settings, journal, chats, tenantPermits, dispatcher, acceptance);
    this.echoes = new EchoMatcher(store, port, settings, acceptance);
    this.intake = new SendCommandAcceptor(store, port, settings, journal, dispatcher);
    this.controls = new ControlCommandHandler(store, port, journal, chats, dispatcher);
    this.takeover = new ClaimTakeoverHandler(store, attempts, dispatcher);
  }

  /** Handles a command. */
  public void command(OutboxCommand command, long nowMs) {
    command
        .fold(
            send ->
                intake.take(send, nowMs)
                    ? Optional.of(send.instance().text())
                    : Optional.<String>empty(),
            control -> controls.take(control, nowMs))
        .ifPresent(instance -> dispatcher.pump(instance, nowMs));
  }

  /**
   * Handles a sender's result.
   *
   * @return false when it is about an attempt that does not exist
   */
  public boolean result(SendResult result, long nowMs) {
    String instance = result.instance().text();
    if (result.kind() == SendResult.SendResultKind.PROBED) {
      dispatcher.endAwaitOfLicense(store.pace(instance), nowMs);
      if (result.connectionState() == null) {
        dispatcher.pump(instance, nowMs);
      } else {
        connection(instance, result.connectionState(), nowMs);
      }
      return true;
    }
    Optional<SendJob> job =
        Optional.ofNullable(result.jobId())
            .flatMap(store::job)
            .filter(found -> found.instance().equals(instance))
            .filter(found -> isOfJob(result.dispatchId(), found))
            .filter(found -> !isOfTyping(result.dispatchId(), found));
    if (job.isEmpty()) {
      return false;
    }
    attempts.told(job.get(), result, nowMs);
    dispatcher.pump(instance, nowMs);
    return true;
  }

  /**
   * Handles a takeover of the partition by a sender: what others claimed before may never get an
   * outcome.
   *
   * @param sender id of the sender process, as its results carry it
   */
  public void takenOver(String sender, long nowMs) {
    takeover.begin(sender, nowMs);
  }

  private static boolean isOfJob(String dispatchId, SendJob job) {
    String prefix = job.id() + ":";
    if (dispatchId == null || !dispatchId.startsWith(prefix)) {
      return false;
    }
    String number = dispatchId.substring(prefix.length());
    return number.matches("[1-9][0-9]{0,8}") && Integer.parseInt(number) <= job.dispatches;
  }

  /**
   * Whether the attempt is in its typing time: that has no result, and its message is not
   * dispatched yet.
   */
  private static boolean isOfTyping(String dispatchId, SendJob job) {
    return job.isTyping() && dispatchId.equals(job.dispatchId);
  }

  /** Handles a change of a message of the instance. */
  public void message(MessageEvent event, long nowMs) {
    if (echoes.seen(event, nowMs)) {
      dispatcher.pump(event.instance().text(), nowMs);
    }
  }

  /**
   * Handles the connection state of an instance.
   *
   * @param state Evolution's word, or one of {@link InstanceStatusEvent}'s
   */
  public void connection(String instance, String state, long nowMs) {
    InstanceSendState pace = store.pace(instance);
    InstanceSendState.InstanceConnectionStatus now = connection(state, pace.connection);
    boolean wasAway = pace.connection.isAway();
    if (now == InstanceSendState.InstanceConnectionStatus.OPEN
        && wasAway
        && nowMs - pace.closedAt >= BLIP_MS) {
      pace.rampFrom = nowMs;
    } else if (now.isAway() && !wasAway) {
      pace.closedAt = nowMs;
    }
    pace.connection = now;
    dispatcher.pump(instance, nowMs);
  }

  private static InstanceSendState.InstanceConnectionStatus connection(
      String state, InstanceSendState.InstanceConnectionStatus before) {
    if (InstanceStatusEvent.isGone(state)) {
      return InstanceSendState.InstanceConnectionStatus.GONE;
    }
    return switch (state) {
      case "open" -> InstanceSendState.InstanceConnectionStatus.OPEN;
      // The instance exists again; an event or a probe will tell whether it is connected.
      case InstanceStatusEvent.CREATED ->
          before == InstanceSendState.InstanceConnectionStatus.GONE
              ? InstanceSendState.InstanceConnectionStatus.CLOSED
              : before;
      default -> InstanceSendState.InstanceConnectionStatus.CLOSED;
    };
  }

  /** Handles a change of an instance's binding. */
  public void binding(String instance, long nowMs) {
    dispatcher.endAwaitOfLicense(store.pace(instance), nowMs);
    dispatcher.pump(instance, nowMs);
  }

  /** Handles a permit under the tenant's limit. */
  public void permit(TenantPermitGrant permit, long nowMs) {
    tenantPermits.granted(store.pace(permit.instance().text()), permit.tenantId(), nowMs);
    dispatcher.pump(permit.instance().text(), nowMs);
  }

  /**
   * Takes due timers out of the queue and commits that; the caller passes each to {@link #fire}.
   */
  public List<OutboxTimerQueue.DueTimer> due(long nowMs, int most) {
    upSince = upSince < 0 ? nowMs : upSince;
    List<OutboxTimerQueue.DueTimer> due = store.timers().take(nowMs, most);
    store.timers().persist(!due.isEmpty());
    store.flush();
    return due;
  }

  /** Handles a due timer. */
  public void fire(OutboxTimerQueue.DueTimer timer, long nowMs) {
    if (!isSettled(nowMs) && isOfSilenceBefore(timer, upSince)) {
      postpone(timer, nowMs + SETTLE_LOOK_MS);
      return;
    }
    switch (timer.kind()) {
      case DUE, RETRY, ECHO, TYPING, EXPIRY ->
          store.job(timer.id()).ifPresent(job -> fire(timer, job, nowMs));
      case WAKE -> {
        InstanceSendState pace = store.pace(timer.id());
        if (pace.wakeAt != 0 && pace.wakeAt <= timer.atMs()) {
          pace.wakeAt = 0;
          dispatcher.pump(timer.id(), nowMs);
        }
      }
      case WATCH -> {
        InstanceSendState pace = store.pace(timer.id());
        if (pace.watchAt != 0 && pace.watchAt <= timer.atMs()) {
          attempts.watch(pace, nowMs);
          dispatcher.pump(timer.id(), nowMs);
        }
      }
      case PROBE -> probe(store.pace(timer.id()), timer.atMs(), nowMs);
      case TAKEOVER -> takeover.walk(timer.id(), nowMs);
      case BATCH ->
          store
              .batch(timer.id())
              .ifPresent(
                  batch -> {
                    controls.walk(batch, nowMs);
                    dispatcher.pump(batch.instance(), nowMs);
                  });
    }
  }

  /** Schedules a timer again that failed and was discarded, so that nothing waits forever. */
  public void again(OutboxTimerQueue.DueTimer timer, long nowMs) {
    // The job or instance is not read: it may be the entry that cannot be read.
    store.timers().set(nowMs + AGAIN_AFTER_MS, timer.kind(), timer.id());
  }

  /**
   * Whether the input records from before the start are processed, or were waited for long enough.
   */
  private boolean isSettled(long nowMs) {
    settled = settled || inputsRead.getAsBoolean() || nowMs >= upSince + MOST_SETTLE_MS;
    return settled;
  }

  /** Whether a timer draws a conclusion from an answer that is missing since before a time. */
  private boolean isOfSilenceBefore(OutboxTimerQueue.DueTimer timer, long ms) {
    return switch (timer.kind()) {
      case ECHO -> store.job(timer.id()).filter(job -> job.stateAt < ms).isPresent();
      case WATCH ->
          store.pace(timer.id()).inFlight().stream().anyMatch(attempt -> attempt.since() < ms);
      case DUE, RETRY, TYPING, EXPIRY, WAKE, PROBE, BATCH, TAKEOVER -> false;
    };
  }

  private void postpone(OutboxTimerQueue.DueTimer timer, long atMs) {
    if (timer.kind() == OutboxTimerQueue.TimerKind.ECHO) {
      store.timers().set(atMs, timer.kind(), timer.id());
      return;
    }
    InstanceSendState pace = store.pace(timer.id());
    if (pace.watchAt != 0 && pace.watchAt <= timer.atMs()) {
      pace.watchAt = 0;
      dispatcher.watch(pace, atMs);
    }
  }

  private void fire(OutboxTimerQueue.DueTimer timer, SendJob job, long nowMs) {
    switch (timer.kind()) {
      case DUE -> {
        if (job.state == JobState.SCHEDULED && job.scheduledFor <= timer.atMs()) {
          dispatcher.enqueue(job);
          journal.move(job, JobState.QUEUED, "DUE", nowMs);
        }
      }
      case RETRY -> attempts.retryDue(job, timer.atMs(), nowMs);
      case ECHO -> attempts.noEcho(job, timer.atMs(), nowMs);
      case TYPING -> {
        if (job.isTyping()) {
          dispatcher.typed(job, nowMs);
        }
      }
      case EXPIRY -> {
        if (job.state.isWaiting()) {
          dispatcher.withdraw(job, nowMs);
          journal.move(job, JobState.EXPIRED, null, nowMs);
          chats.release(job, nowMs);
        }
      }
      case WAKE, WATCH, PROBE, BATCH, TAKEOVER -> throw new IllegalStateException("not of a job");
    }
    dispatcher.pump(job.instance(), nowMs);
  }

  private void probe(InstanceSendState pace, long atMs, long nowMs) {
    if (pace.probeAt == 0 || pace.probeAt > atMs) {
      return;
    }
    pace.probeAt = 0;
    boolean isHeld = pace.connection.isAway() || pace.awaitsLicense(nowMs);
    if (isHeld && !pace.lanesWithWork().isEmpty()) {
      port.binding(pace.instance).ifPresent(binding -> dispatcher.probe(pace, binding, nowMs));
    }
  }

  /** The due time of the oldest timer that has not fired. */
  public long oldestDue() {
    return store.timers().oldestDue();
  }

  /** The load of the partition; complete once it was asked for often enough after a start. */
  public OutboxLoadSnapshot load() {
    return store.load(LEARNED_AT_ONCE);
  }

  /** Writes all changes. */
  public void commit() {
    store.flush();
  }

  /** Drops all changes since the last commit. */
  public void discard() {
    store.discard();
  }

  /**
   * Whether an entry of {@code send-jobs} may be deleted.
   *
   * @param overMs how long a job that is over is kept
   * @param acceptedMs how long a job is kept whose message may still be delivered or read
   */
  public static boolean isForgettable(byte[] entry, long nowMs, long overMs, long acceptedMs) {
    return switch (entry[0]) {
      case SendJob.TAG, ScheduleIndexEntry.TAG ->
          SendJob.isForgettable(entry, nowMs, overMs, acceptedMs);
      case OutboxStateStore.MESSAGE_TAG -> nowMs - ByteBuffer.wrap(entry).getLong(1) >= acceptedMs;
      case JobBatch.TAG -> JobBatch.isForgettable(entry, nowMs, BATCH_MS);
      default -> false;
    };
  }
}
