// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.JobState;
import java.util.Optional;

/**
 * Keeps the messages to one recipient in order, within a lane: while one of them waits for another
 * attempt or for its echo, the later ones wait behind it. Messages to other recipients go on.
 */
final class RecipientOrdering {
  private final OutboxStateStore store;
  private final JobStateRecorder journal;

  RecipientOrdering(OutboxStateStore store, JobStateRecorder journal) {
    this.store = store;
    this.journal = journal;
  }

  /** Whether an earlier message to the same recipient has yet to be settled. */
  boolean isBlocked(SendJob job) {
    return holder(job).filter(id -> !id.equals(job.id())).isPresent();
  }

  /** Makes the later messages to the same recipient wait for this job. */
  void hold(SendJob job) {
    if (holder(job).isEmpty()) {
      store.holdChat(job);
    }
  }

  void waitBehind(SendJob job, long nowMs) {
    store.waitBehindChat(job);
    journal.move(job, JobState.QUEUED, WaitReason.RECIPIENT_WAITS.name(), nowMs);
  }

  /** The job is settled: the next job that waited behind it returns to its position in the lane. */
  void release(SendJob job, long nowMs) {
    if (holder(job).filter(id -> id.equals(job.id())).isEmpty()) {
      return;
    }
    Optional<SendJob> next =
        store.firstBehindChat(job.instance(), job.lane, job.identity.chat()).flatMap(store::job);
    store.setChatHolder(
        job.instance(), job.lane, job.identity.chat(), next.map(SendJob::id).orElse(null));
    next.ifPresent(
        waiting -> {
          store.leaveChatQueue(waiting);
          store.enterLane(store.pace(waiting.instance()), waiting);
          journal.move(waiting, JobState.QUEUED, WaitReason.TURN.name(), nowMs);
        });
  }

  private Optional<String> holder(SendJob job) {
    return store.chatHolder(job.instance(), job.lane, job.identity.chat());
  }
}
