// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.store;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.BatchEvent.BatchState;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.outbox.job.JobBatch;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.BufferedByteStore;
import dev.carteiro.topology.store.OrderedByteStore;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the outbox, read and changed as one unit of work, which has one time: {@link #flush}
 * writes all changes, {@link #discard} none. It collects the instances that may be able to send
 * after the unit.
 */
public final class OutboxStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxStateStore.class);

  /** First byte of entries that lead from a message to its job. */
  static final byte MESSAGE_TAG = 2;

  private static final byte LIST_TAG = 3;

  /** How long a batch is kept: longer than any useful batch takes. */
  private static final long BATCH_MS = 90L * 24 * 60 * 60 * 1000;

  /** How far the clock of the process that had the partition before may be ahead. */
  private static final long MAX_CLOCK_DIFFERENCE_MS = 120_000;

  private record SendStateEntry(InstanceSendState state, byte[] stored) {}

  private final BufferedByteStore jobs;
  private final BufferedByteStore timerEntries;
  private final BufferedByteStore ready;
  private final BufferedByteStore sendStates;
  private final Map<String, SendJob> jobsRead = new HashMap<>();
  private final Map<String, SendStateEntry> sendStatesRead = new LinkedHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();
  private final OutboxTimerQueue timers;
  private final LaneQueueStore lanes;
  private final EchoIndex echoes;
  private final PartitionLoadTracker load = new PartitionLoadTracker();
  private long startedMs = -1;
  private long nowMs;

  public OutboxStateStore(
      OrderedByteStore jobs,
      OrderedByteStore timers,
      OrderedByteStore ready,
      OrderedByteStore sendStates) {
    this.jobs = new BufferedByteStore(jobs);
    this.timerEntries = new BufferedByteStore(timers);
    this.ready = new BufferedByteStore(ready);
    this.sendStates = new BufferedByteStore(sendStates);
    this.timers = new OutboxTimerQueue(timerEntries, this.sendStates, OutboxKeyCodec.WATERMARK);
    this.lanes = new LaneQueueStore(this.jobs, this.ready);
    this.echoes = new EchoIndex(this.jobs);
  }

  /** Begins a unit of work. */
  public void begin(long atMs) {
    startedMs = startedMs < 0 ? atMs : startedMs;
    nowMs = atMs;
    touched.clear();
  }

  /** The time of the unit of work. */
  public long nowMs() {
    return nowMs;
  }

  /** Notes an instance that may be able to send after this unit of work. */
  public void touch(String instance) {
    touched.add(instance);
  }

  public Set<String> touched() {
    return touched;
  }

  public OutboxTimerQueue timers() {
    return timers;
  }

  public LaneQueueStore lanes() {
    return lanes;
  }

  public EchoIndex echoes() {
    return echoes;
  }

  /** Whether the job may have an entry among those that wait for an echo. */
  public boolean mayAwaitEcho(SendJob job) {
    return job.state() == JobState.UNKNOWN
        || job.state() == JobState.MANUAL
        // Earlier versions wrote the entry with the dispatch.
        || job.state() == JobState.DISPATCHED
            && job.dispatchedAt() < startedMs + MAX_CLOCK_DIFFERENCE_MS;
  }

  /** Sets a timer of an instance, unless an earlier one is set. */
  public void setTimer(InstanceSendState sendState, TimerKind kind, long atMs) {
    if (sendState.plan(kind, atMs)) {
      timers.set(atMs, kind, sendState.instance());
    }
  }

  /** The load of the partition; each call adds some instances from before the start. */
  public OutboxLoadSnapshot load(int maxCount) {
    load.scanStored(sendStates, maxCount);
    return load.snapshot();
  }

  public boolean isLoadComplete() {
    return load.isComplete();
  }

  /** A job that the unit of work is about; throws if its entry cannot be read. */
  public Optional<SendJob> job(String id) {
    SendJob read = jobsRead.get(id);
    if (read == null) {
      byte[] encoded = jobs.get(OutboxKeyCodec.job(id));
      if (encoded == null) {
        return Optional.empty();
      }
      read = SendJob.decode(encoded);
      jobsRead.put(id, read);
    }
    return Optional.of(read);
  }

  /**
   * One of several jobs: an entry that cannot be read is reported, and must not stop the others.
   */
  public Optional<SendJob> readableJob(String id) {
    try {
      return job(id);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      report(OutboxKeyCodec.job(id), e);
      return Optional.empty();
    }
  }

  /** Whether the job has an entry, which cannot be read; reports it. */
  public boolean isUnreadable(String id) {
    return readableJob(id).isEmpty() && jobs.get(OutboxKeyCodec.job(id)) != null;
  }

  private void report(byte[] key, RuntimeException reason) {
    jobs.unreadable(key, jobs.get(key), reason);
  }

  /** Stores a job, and the index entry of a schedule. */
  public void save(SendJob job) {
    jobsRead.put(job.id(), job);
    jobs.put(OutboxKeyCodec.job(job.id()), job.encode());
    if (job.scheduledFor() != 0) {
      ScheduleIndexEntry entry = ScheduleIndexEntry.of(job);
      jobs.put(entry.key(), entry.value());
    }
  }

  /** Moves a schedule to another time; {@link #save} is still to come. */
  public void reschedule(SendJob job, long atMs) {
    jobs.put(ScheduleIndexEntry.of(job).key(), null);
    job.reschedule(atMs);
  }

  /** The send state of an instance; {@link #flush} stores its changes. */
  public InstanceSendState sendState(String instance) {
    return sendStateIfStored(instance)
        .orElseGet(
            () -> {
              InstanceSendState created = new InstanceSendState(instance);
              sendStatesRead.put(instance, new SendStateEntry(created, null));
              return created;
            });
  }

  /** As {@link #sendState}, but for an instance that has none yet none is created. */
  public Optional<InstanceSendState> sendStateIfStored(String instance) {
    SendStateEntry read = sendStatesRead.get(instance);
    if (read == null) {
      byte[] stored = sendStates.get(OutboxKeyCodec.text(instance));
      if (stored == null) {
        return Optional.empty();
      }
      read = new SendStateEntry(InstanceSendState.decode(instance, stored), stored);
      sendStatesRead.put(instance, read);
    }
    return Optional.of(read.state());
  }

  /**
   * Visits the stored send states of some instances, in the order of their names.
   *
   * @param from the key to begin with; empty for the first
   * @return the key to go on with; null when there are no more
   */
  public byte[] scanSendStates(byte[] from, int maxCount, Consumer<InstanceSendState> visitor) {
    return PartitionLoadTracker.scan(sendStates, from, maxCount, visitor);
  }

  /** The command of a job; empty when it is deleted or cannot be read. */
  public Optional<SendMessageCommand> command(String jobId) {
    byte[] encoded = jobs.get(OutboxKeyCodec.command(jobId));
    if (encoded == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(encoded, SendMessageCommand.class));
    } catch (IOException e) {
      // The exception itself is not logged: it may contain the message.
      LOG.error("a stored command is not readable job={} cause={}", jobId, e.getClass().getName());
      return Optional.empty();
    }
  }

  public void save(SendMessageCommand command) {
    jobs.put(OutboxKeyCodec.command(command.id()), Json.write(command));
  }

  public void forgetCommand(String jobId) {
    jobs.put(OutboxKeyCodec.command(jobId), null);
  }

  public Optional<JobBatch> batch(String id) {
    return Optional.ofNullable(jobs.get(OutboxKeyCodec.batch(id))).map(JobBatch::decode);
  }

  /** The state of a job's batch. One that cannot be read is reported; its jobs must not leave. */
  public BatchState batchState(SendJob job) {
    String id = job.identity().batchId();
    try {
      return Optional.ofNullable(id)
          .flatMap(this::batch)
          .map(JobBatch::state)
          .orElse(BatchState.RUNNING);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      report(OutboxKeyCodec.batch(id), e);
      return BatchState.PAUSED;
    }
  }

  public void save(JobBatch batch) {
    jobs.put(OutboxKeyCodec.batch(batch.id()), batch.encode());
  }

  public void flush() {
    sendStatesRead.forEach(
        (instance, entry) -> {
          byte[] encoded = entry.state().encode();
          if (!Arrays.equals(encoded, entry.stored())) {
            sendStates.put(OutboxKeyCodec.text(instance), encoded);
            load.set(entry.state());
          }
        });
    buffers().forEach(BufferedByteStore::flush);
    forgetRead();
  }

  public void discard() {
    buffers().forEach(BufferedByteStore::discard);
    forgetRead();
  }

  private List<BufferedByteStore> buffers() {
    return List.of(jobs, timerEntries, ready, sendStates);
  }

  private void forgetRead() {
    jobsRead.clear();
    sendStatesRead.clear();
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
      case MESSAGE_TAG -> nowMs - ByteBuffer.wrap(entry).getLong(1) >= acceptedMs;
      case JobBatch.TAG -> JobBatch.isForgettable(entry, nowMs, BATCH_MS);
      default -> false;
    };
  }

  static byte[] encoded(List<String> ids) {
    return StoreEntryCodec.write(
        64,
        out -> {
          out.writeByte(LIST_TAG);
          out.writeInt(ids.size());
          for (String id : ids) {
            StoreEntryCodec.text(out, id);
          }
        });
  }

  static List<String> ids(byte[] value) {
    return StoreEntryCodec.read(
        value,
        in -> {
          StoreEntryCodec.expect("tag of a list of jobs", LIST_TAG, in);
          List<String> ids = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            ids.add(StoreEntryCodec.text(in));
          }
          return ids;
        });
  }
}
