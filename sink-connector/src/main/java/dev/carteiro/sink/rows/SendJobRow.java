// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.sink.table.JobColumnMerge;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * One send job, merged from its records. {@link JobColumnMerge} has the same merge rules in SQL.
 *
 * <p>The records of a job come in order. Repeated records, in any order, change nothing.
 *
 * <p>The newer of two records has the greater (at, revision). The outbox forgets a job some time
 * after its end. When its id is used again, revisions start at 1, and the new job's records replace
 * the row instead of being merged.
 *
 * @param newest the newest record
 * @param command what to send; null until the first record was seen
 * @param enteredAt time of the first record; null until it was seen
 * @param firstIn when the job first entered each state
 * @param dispatchId of the newest attempt; null for none
 * @param messageId WhatsApp's id; null until it is known
 * @param actor who changed the job last; null when no person did
 * @param traceId of the request that created the job, or of the oldest record that was seen
 * @param moved how often the schedule was moved
 */
public record SendJobRow(
    JobEvent newest,
    SendMessageCommand command,
    Instant enteredAt,
    Map<JobState, Instant> firstIn,
    String dispatchId,
    String messageId,
    String actor,
    String traceId,
    long moved) {

  static SendJobRow of(JobEvent event) {
    boolean wasMoved =
        event.state() == JobState.SCHEDULED && event.previous() == JobState.SCHEDULED;
    return new SendJobRow(
        event,
        event.command(),
        event.revision() == 1 ? event.at() : null,
        Map.of(event.state(), event.at()),
        event.dispatchId(),
        event.messageId(),
        event.actor(),
        event.traceId(),
        // Revisions increase by one, and moving is the only change of a scheduled job. So the
        // revision is the count, whatever records were seen before.
        wasMoved ? event.revision() - 1 : 0);
  }

  /** Merges two rows of the same job; either may be the newer one. */
  SendJobRow and(SendJobRow other) {
    boolean otherIsNewer = !other.isOlderThan(this);
    SendJobRow newer = otherIsNewer ? other : this;
    SendJobRow older = otherIsNewer ? this : other;
    if (newer.enteredAt != null && newer.enteredAt.isAfter(older.newest.at())) {
      return newer;
    }
    Map<JobState, Instant> times = new EnumMap<>(older.firstIn);
    newer.firstIn.forEach((state, at) -> times.merge(state, at, NullableTime::earlier));
    return new SendJobRow(
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

  /** When a schedule became due: the first time at which its job was neither waiting nor ended. */
  Instant firedAt() {
    return firstIn.entrySet().stream()
        .filter(entry -> ScheduleRowState.of(entry.getKey()) == ScheduleRowState.FIRED)
        .map(Map.Entry::getValue)
        .reduce(NullableTime::earlier)
        .orElse(null);
  }

  /** The state of a schedule, derived from its job's state. */
  enum ScheduleRowState {
    PENDING,
    FIRED,
    CANCELLED,
    EXPIRED,
    FAILED;

    static ScheduleRowState of(JobState state) {
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

  private boolean isOlderThan(SendJobRow other) {
    int order = newest.at().compareTo(other.newest.at());
    return order < 0 || order == 0 && newest.revision() < other.newest.revision();
  }

  private static <T> T known(T first, T second) {
    return first != null ? first : second;
  }
}
