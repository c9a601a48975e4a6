// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.BufferedByteStore;
import dev.carteiro.topology.store.OrderedByteStore;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the outbox in its four byte stores, read and changed as one unit of work: {@link
 * #flush} writes all changes, {@link #discard} none.
 */
final class OutboxStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxStateStore.class);

  /** First byte of entries that lead from a message to its job. */
  static final byte MESSAGE_TAG = 2;

  private static final byte LIST_TAG = 3;

  private final BufferedByteStore jobs;
  private final BufferedByteStore timerTable;
  private final BufferedByteStore ready;
  private final BufferedByteStore pace;
  private final Map<String, SendJob> jobsRead = new HashMap<>();
  private final Map<String, InstanceSendState> pacesRead = new LinkedHashMap<>();
  private final Map<String, byte[]> pacesStored = new HashMap<>();
  private final OutboxTimerQueue timers;
  private final PartitionLoadTracker workload = new PartitionLoadTracker();

  OutboxStateStore(
      OrderedByteStore jobs,
      OrderedByteStore timers,
      OrderedByteStore ready,
      OrderedByteStore pace) {
    this.jobs = new BufferedByteStore(jobs);
    this.timerTable = new BufferedByteStore(timers);
    this.ready = new BufferedByteStore(ready);
    this.pace = new BufferedByteStore(pace);
    this.timers = new OutboxTimerQueue(this.timerTable, this.pace, OutboxKeyCodec.WATERMARK);
  }

  OutboxTimerQueue timers() {
    return timers;
  }

  /**
   * The load of the partition. Each call adds some more instances that were stored before the
   * start.
   */
  OutboxLoadSnapshot load(int most) {
    workload.learn(pace, most);
    return workload.load();
  }

  Optional<SendJob> job(String id) {
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

  void save(SendJob job) {
    jobsRead.put(job.id(), job);
    jobs.put(OutboxKeyCodec.job(job.id()), job.encode());
  }

  /** Writes the index entry of a schedule, which has its tenant, time and state. */
  void index(SendJob job) {
    ScheduleIndexEntry entry = ScheduleIndexEntry.of(job);
    jobs.put(entry.key(), entry.value());
  }

  /** Deletes the index entry of a schedule that is about to be moved to another time. */
  void unindex(SendJob job) {
    jobs.put(ScheduleIndexEntry.of(job).key(), null);
  }

  /** The send state of an instance; {@link #flush} stores its changes. */
  InstanceSendState pace(String instance) {
    return pacesRead.computeIfAbsent(
        instance,
        name -> {
          byte[] encoded = pace.get(OutboxKeyCodec.text(name));
          pacesStored.put(name, encoded);
          return encoded == null
              ? new InstanceSendState(name)
              : InstanceSendState.decode(name, encoded);
        });
  }

  /**
   * Visits the stored send states of some instances, in the order of their names.
   *
   * @param from the name to begin with; empty for the first
   * @return the name to go on with; empty when there are no more
   */
  Optional<String> scanPaces(String from, int most, Consumer<InstanceSendState> visitor) {
    int[] left = {most};
    String[] next = {null};
    pace.scan(
        OutboxKeyCodec.text(from),
        (key, value) -> {
          if (key.length <= OutboxKeyCodec.WATERMARK.length) {
            return true;
          }
          String instance = new String(key, StandardCharsets.UTF_8);
          if (left[0]-- == 0) {
            next[0] = instance;
            return false;
          }
          try {
            visitor.accept(InstanceSendState.decode(instance, value));
          } catch (RuntimeException e) {
            pace.unreadable(key, value, e);
          }
          return true;
        });
    return Optional.ofNullable(next[0]);
  }

  /** The command of a job; empty when it is deleted or cannot be read. */
  Optional<SendMessageCommand> command(String jobId) {
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

  void saveCommand(SendMessageCommand command) {
    jobs.put(OutboxKeyCodec.command(command.id()), Json.write(command));
  }

  void forgetCommand(String jobId) {
    jobs.put(OutboxKeyCodec.command(jobId), null);
  }

  Optional<JobBatch> batch(String id) {
    return Optional.ofNullable(jobs.get(OutboxKeyCodec.batch(id))).map(JobBatch::decode);
  }

  void save(JobBatch batch) {
    jobs.put(OutboxKeyCodec.batch(batch.id()), batch.encode());
  }

  /** The id of the job that a message belongs to. */
  Optional<String> jobOfMessage(String instance, String messageId) {
    return Optional.ofNullable(jobs.get(OutboxKeyCodec.message(instance, messageId)))
        .map(value -> new String(value, 9, value.length - 9, StandardCharsets.UTF_8));
  }

  void linkMessage(String instance, String messageId, String jobId, long nowMs) {
    byte[] id = OutboxKeyCodec.text(jobId);
    jobs.put(
        OutboxKeyCodec.message(instance, messageId),
        ByteBuffer.allocate(9 + id.length).put(MESSAGE_TAG).putLong(nowMs).put(id).array());
  }

  /** Deletes the entry that leads from a message to the job, if it leads to this job. */
  void unlinkMessage(SendJob job, String messageId) {
    if (jobOfMessage(job.instance(), messageId).filter(job.id()::equals).isPresent()) {
      jobs.put(OutboxKeyCodec.message(job.instance(), messageId), null);
    }
  }

  /** The ids of the jobs that wait for an echo with a content digest, oldest first. */
  List<String> saying(String instance, String saying) {
    byte[] value = jobs.get(OutboxKeyCodec.saying(instance, saying));
    return value == null ? List.of() : texts(value);
  }

  /**
   * Adds the job to those that wait for an echo.
   *
   * @param captioned whether its echo may come without its caption
   */
  void awaitEcho(SendJob job, boolean captioned) {
    awaitEcho(job, job.identity.saying());
    if (captioned) {
      awaitEcho(job, EchoSignature.CAPTION_LOST);
    }
  }

  private void awaitEcho(SendJob job, String saying) {
    List<String> ids = new ArrayList<>(saying(job.instance(), saying));
    if (!ids.contains(job.id())) {
      ids.add(job.id());
      putSaying(job, saying, ids);
    }
  }

  void awaitNoEcho(SendJob job) {
    awaitNoEcho(job, job.identity.saying());
    awaitNoCaptionless(job);
  }

  /** From now on only an echo with the job's full content is its own, none without the caption. */
  void awaitNoCaptionless(SendJob job) {
    awaitNoEcho(job, EchoSignature.CAPTION_LOST);
  }

  private void awaitNoEcho(SendJob job, String saying) {
    List<String> ids = new ArrayList<>(saying(job.instance(), saying));
    if (ids.remove(job.id())) {
      putSaying(job, saying, ids);
    }
  }

  private void putSaying(SendJob job, String saying, List<String> ids) {
    jobs.put(OutboxKeyCodec.saying(job.instance(), saying), ids.isEmpty() ? null : bytes(ids));
  }

  /** The id of the job that the others of a chat and lane wait for. */
  Optional<String> chatHolder(String instance, Lane lane, String chat) {
    return Optional.ofNullable(jobs.get(OutboxKeyCodec.chat(instance, lane, chat)))
        .map(value -> texts(value).get(0));
  }

  void holdChat(SendJob job) {
    setChatHolder(job.instance(), job.lane, job.identity.chat(), job.id());
  }

  void setChatHolder(String instance, Lane lane, String chat, String jobId) {
    jobs.put(
        OutboxKeyCodec.chat(instance, lane, chat), jobId == null ? null : bytes(List.of(jobId)));
  }

  /** Puts a job into its position in its lane. */
  void enterLane(InstanceSendState pace, SendJob job) {
    job.inLane = true;
    ready.put(
        OutboxKeyCodec.place(job.instance(), job.lane, job.arrival), OutboxKeyCodec.text(job.id()));
    pace.entered(job.lane, job.arrival);
  }

  /** Takes a job out of its position in its lane. */
  void leaveLane(InstanceSendState pace, SendJob job) {
    job.inLane = false;
    ready.put(OutboxKeyCodec.place(job.instance(), job.lane, job.arrival), null);
    pace.left(job.lane);
  }

  /** The id of the first job of a lane; moves the head past empty positions. */
  Optional<String> head(InstanceSendState pace, Lane lane) {
    for (long arrival = pace.head(lane); arrival < pace.tail(lane); arrival++) {
      byte[] id = ready.get(OutboxKeyCodec.place(pace.instance, lane, arrival));
      if (id != null) {
        pace.emptyBefore(lane, arrival);
        return Optional.of(new String(id, StandardCharsets.UTF_8));
      }
    }
    pace.emptyBefore(lane, pace.tail(lane));
    return Optional.empty();
  }

  void waitBehindChat(SendJob job) {
    job.behindChat = true;
    ready.put(behindChat(job), OutboxKeyCodec.text(job.id()));
  }

  void leaveChatQueue(SendJob job) {
    job.behindChat = false;
    ready.put(behindChat(job), null);
  }

  private static byte[] behindChat(SendJob job) {
    return OutboxKeyCodec.behindChat(job.instance(), job.lane, job.identity.chat(), job.arrival);
  }

  /** The id of the first job that waits behind the one that holds a chat. */
  Optional<String> firstBehindChat(String instance, Lane lane, String chat) {
    byte[] prefix = OutboxKeyCodec.behindChat(instance, lane, chat);
    String[] first = {null};
    ready.scan(
        prefix,
        (key, value) -> {
          if (key.length == prefix.length + Long.BYTES
              && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
            first[0] = new String(value, StandardCharsets.UTF_8);
          }
          return false;
        });
    return Optional.ofNullable(first[0]);
  }

  void flush() {
    pacesRead.forEach(
        (instance, value) -> {
          byte[] encoded = value.encode();
          if (!Arrays.equals(encoded, pacesStored.get(instance))) {
            pace.put(OutboxKeyCodec.text(instance), encoded);
            workload.is(instance, value);
          }
        });
    jobs.flush();
    timerTable.flush();
    ready.flush();
    pace.flush();
    jobsRead.clear();
    pacesRead.clear();
    pacesStored.clear();
  }

  void discard() {
    jobs.discard();
    timerTable.discard();
    ready.discard();
    pace.discard();
    jobsRead.clear();
    pacesRead.clear();
    pacesStored.clear();
  }

  private static byte[] bytes(List<String> texts) {
    return StoreEntryCodec.write(
        64,
        out -> {
          out.writeByte(LIST_TAG);
          out.writeInt(texts.size());
          for (String text : texts) {
            StoreEntryCodec.text(out, text);
          }
        });
  }

  private static List<String> texts(byte[] value) {
    return StoreEntryCodec.read(
        value,
        in -> {
          StoreEntryCodec.expect("tag of a list of jobs", LIST_TAG, in);
          List<String> texts = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            texts.add(StoreEntryCodec.text(in));
          }
          return texts;
        });
  }
}
