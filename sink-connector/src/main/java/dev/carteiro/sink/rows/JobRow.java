// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendCommand;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is known of one send job, and the rule by which two such pieces of knowledge become one.
 * {@link JobMerge} says the same rule in SQL.
 *
 * <p>The records of a job come in order; what comes again, in any order, changes nothing.
 *
 * <p>Of two records the newer is the one with the greater (at, revision). The outbox forgets a job
 * some time after its end; when its id is used again later, the revisions begin at 1 once more, and
 * what comes then replaces what was known instead of adding to it.
 *
 * @param newest the newest record
 * @param command what is to be sent; null as long as the first record was not seen
 * @param enteredAt time of the first record; null as long as it was not seen
 * @param firstIn when the job was first in each state
 * @param dispatchId newest attempt; null for none
 * @param messageId WhatsApp's id, once known
 * @param actor who changed it last; null when no person did
 * @param traceId of the request that made it, or of the oldest record that was seen
 * @param moved how often the schedule was moved
 */
record JobRow(
    JobEvent newest,
    SendCommand command,
    Instant enteredAt,
    Map<JobState, Instant> firstIn,
    String dispatchId,
    String messageId,
    String actor,
    String traceId,
    long moved) {

  static JobRow of(JobEvent event) {
    boolean wasMoved =
        event.state() == JobState.SCHEDULED && event.previous() == JobState.SCHEDULED;
    return new JobRow(
        event,
        event.command(),
        event.revision() == 1 ? event.at() : null,
        Map.of(event.state(), event.at()),
        event.dispatchId(),
        event.messageId(),
        event.actor(),
        event.traceId(),
        // Revisions count up by one, and while a job is scheduled nothing but moving changes it:
        // the revision itself is the count, however often and in which batches the records come.
        wasMoved ? event.revision() - 1 : 0);
  }

  /** This row with what a later one adds; the later one may well be the older. */
  JobRow and(JobRow other) {
    boolean otherIsNewer = !other.isOlderThan(this);
    JobRow newer = otherIsNewer ? other : this;
    JobRow older = otherIsNewer ? this : other;
    if (newer.enteredAt != null && newer.enteredAt.isAfter(older.newest.at())) {
      return newer;
    }
    Map<JobState, Instant> times = new EnumMap<>(older.firstIn);
    newer.firstIn.forEach((state, at) -> times.merge(state, at, JobRow::earlier));
    return new JobRow(
        newer.newest,
        known(older.command, newer.command),
        known(older.enteredAt, newer.enteredAt),
        times,
        known(newer.dispatchId, older.dispatchId),
        known(newer.messageId, older.messageId),
        known(newer.actor, older.actor),
        known(older.traceId, newer.traceId),
        Math.max(newer.moved, older.moved));
  }

  /** When a schedule came due: when its job was first anything but waiting or ended. */
  Instant firedAt() {
    return firstIn.entrySet().stream()
        .filter(entry -> ScheduleState.of(entry.getKey()) == ScheduleState.FIRED)
        .map(Map.Entry::getValue)
        .reduce(JobRow::earlier)
        .orElse(null);
  }

  /** What a schedule's row says of its job. */
  enum ScheduleState {
    PENDING,
    FIRED,
    CANCELLED,
    EXPIRED,
    FAILED;

    static ScheduleState of(JobState state) {
      return switch (state) {
        case SCHEDULED -> PENDING;
        case CANCELLED -> CANCELLED;
        case EXPIRED -> EXPIRED;
        case FAILED -> FAILED;
        case QUEUED, HELD, DISPATCHED, RETRYING, UNKNOWN, ACCEPTED, SENT, DELIVERED, READ, MANUAL ->
            FIRED;
      };
    }
  }

  private boolean isOlderThan(JobRow other) {
    int order = newest.at().compareTo(other.newest.at());
    return order < 0 || order == 0 && newest.revision() < other.newest.revision();
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private static <T> T known(T first, T second) {
    return first != null ? first : second;
  }
}
