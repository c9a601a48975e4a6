// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts of jobs by state.
 *
 * @param live unfinished jobs, by lane and state
 * @param completed jobs of the last 24 hours that Evolution accepted
 * @param delivered those of them that are known to have reached a device
 * @param failed jobs of the last 24 hours that failed or expired, and all that wait for a person
 * @param unconfirmed jobs of the last 24 hours that Evolution accepted more than five minutes ago
 *     and WhatsApp has not acknowledged, on instances that report acknowledgements
 * @param unacknowledged jobs of the last 24 hours that Evolution accepted, on instances that never
 *     report acknowledgements
 */
public record SendQueueStatistics(
    Map<Lane, Map<JobState, Long>> live,
    long completed,
    long delivered,
    long failed,
    long unconfirmed,
    long unacknowledged) {
  private static final JobState[] WAITING = {JobState.QUEUED, JobState.HELD, JobState.RETRYING};

  public static SendQueueStatistics none() {
    return new SendQueueStatistics(Map.of(), 0, 0, 0, 0, 0);
  }

  public SendQueueStatistics and(SendQueueStatistics other) {
    return new SendQueueStatistics(
        live,
        completed + other.completed,
        delivered + other.delivered,
        failed + other.failed,
        unconfirmed + other.unconfirmed,
        unacknowledged + other.unacknowledged);
  }

  /** With the jobs that are not finished; those that wait for a person count as failed. */
  public SendQueueStatistics withLive(Map<Lane, Map<JobState, Long>> nowLive) {
    SendQueueStatistics queue =
        new SendQueueStatistics(nowLive, completed, delivered, failed, unconfirmed, unacknowledged);
    return new SendQueueStatistics(
        nowLive, completed, delivered, failed + queue.manual(), unconfirmed, unacknowledged);
  }

  /** Jobs of the last 24 hours whose delivery is or will be known. */
  public long judged() {
    return completed - unacknowledged + failed;
  }

  private long in(JobState... states) {
    return live.values().stream().mapToLong(lane -> count(lane, states)).sum();
  }

  private static long count(Map<JobState, Long> lane, JobState... states) {
    return Arrays.stream(states).mapToLong(state -> lane.getOrDefault(state, 0L)).sum();
  }

  /** Jobs that wait for their turn, without a time of their own. */
  public long waiting() {
    return in(WAITING);
  }

  /** Jobs that a sender has, or whose outcome is unknown. */
  public long active() {
    return in(JobState.DISPATCHED, JobState.UNKNOWN);
  }

  public long scheduled() {
    return in(JobState.SCHEDULED);
  }

  public long manual() {
    return in(JobState.MANUAL);
  }

  /** Waiting jobs of each lane, in the order of the lanes. */
  public Map<Lane, Long> waitingByLane() {
    Map<Lane, Long> lanes = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      lanes.put(lane, count(live.getOrDefault(lane, Map.of()), WAITING));
    }
    return lanes;
  }
}
