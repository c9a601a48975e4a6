// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.store;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.store.BufferedByteStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The order of waiting jobs: the lanes of each instance, and, within a lane, the queues behind jobs
 * to the same recipient. While one of these waits for another attempt or for its echo, the later
 * ones wait behind it; messages to other recipients go on.
 */
public final class LaneQueueStore {
  private final BufferedByteStore jobs;
  private final BufferedByteStore ready;

  LaneQueueStore(BufferedByteStore jobs, BufferedByteStore ready) {
    this.jobs = jobs;
    this.ready = ready;
  }

  /** Puts a job into its lane, at the position that it had; at the end when it had none. */
  public void enter(InstanceSendState sendState, SendJob job) {
    leave(sendState, job);
    boolean first = job.arrival() < 0;
    job.enterLane(first ? sendState.lanes().append(job.lane()) : job.arrival());
    if (first) {
      ready.putNew(place(job), OutboxKeyCodec.text(job.id()));
    } else {
      ready.put(place(job), OutboxKeyCodec.text(job.id()));
    }
    sendState.lanes().entered(job.lane(), job.arrival());
  }

  /** Takes a job out of its lane, or out of the queue behind another job. */
  public void leave(InstanceSendState sendState, SendJob job) {
    if (job.isInLane()) {
      ready.put(place(job), null);
      sendState.lanes().left(job.lane());
    } else if (job.isBehindRecipient()) {
      ready.put(behind(job), null);
    }
    job.leaveQueues();
  }

  /** Puts a job behind the one that its recipient's later messages wait for. */
  public void waitBehind(InstanceSendState sendState, SendJob job) {
    leave(sendState, job);
    job.waitBehindRecipient();
    ready.put(behind(job), OutboxKeyCodec.text(job.id()));
  }

  /** The id of the first job of a lane; moves the head past empty positions. */
  public Optional<String> head(InstanceSendState sendState, Lane lane) {
    long tail = sendState.lanes().tail(lane);
    for (long position = sendState.lanes().head(lane); position < tail; position++) {
      byte[] id = ready.get(OutboxKeyCodec.place(sendState.instance(), lane, position));
      if (id != null) {
        sendState.lanes().emptyBefore(lane, position);
        return Optional.of(new String(id, StandardCharsets.UTF_8));
      }
    }
    sendState.lanes().emptyBefore(lane, tail);
    return Optional.empty();
  }

  /** Removes the entry that {@link #head} has just found. */
  public void removeFirst(InstanceSendState sendState, Lane lane) {
    long position = sendState.lanes().head(lane);
    ready.put(OutboxKeyCodec.place(sendState.instance(), lane, position), null);
    sendState.lanes().left(lane);
  }

  /** The id of the job that others to the recipient in the lane wait for. */
  public Optional<String> holder(SendJob job) {
    return Optional.ofNullable(jobs.get(holderKey(job)))
        .map(value -> OutboxStateStore.ids(value).get(0));
  }

  /** Makes the later messages to the same recipient wait for this job. */
  public void hold(SendJob job) {
    if (holder(job).isEmpty()) {
      setHolder(job, job.id());
    }
  }

  /**
   * Ends the wait for a job: others wait now for the first readable one that waited behind it,
   * whose id it returns.
   */
  public Optional<String> release(SendJob job, Predicate<String> isReadable) {
    if (!holder(job).equals(Optional.of(job.id()))) {
      return Optional.empty();
    }
    byte[] prefix =
        OutboxKeyCodec.behindRecipient(job.instance(), job.lane(), job.identity().recipient());
    String[] first = {null};
    ready.scan(
        prefix,
        (key, value) -> {
          if (key.length != prefix.length + Long.BYTES
              || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
            return false;
          }
          String id = new String(value, StandardCharsets.UTF_8);
          first[0] = isReadable.test(id) ? id : null;
          return first[0] == null;
        });
    setHolder(job, first[0]);
    return Optional.ofNullable(first[0]);
  }

  private void setHolder(SendJob job, String id) {
    jobs.put(holderKey(job), id == null ? null : OutboxStateStore.encoded(List.of(id)));
  }

  private static byte[] holderKey(SendJob job) {
    return OutboxKeyCodec.recipient(job.instance(), job.lane(), job.identity().recipient());
  }

  private static byte[] place(SendJob job) {
    return OutboxKeyCodec.place(job.instance(), job.lane(), job.arrival());
  }

  private static byte[] behind(SendJob job) {
    return OutboxKeyCodec.behindRecipient(
        job.instance(), job.lane(), job.identity().recipient(), job.arrival());
  }
}
