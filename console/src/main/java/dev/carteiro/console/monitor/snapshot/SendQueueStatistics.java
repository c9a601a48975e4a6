// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
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

  public SendQueueStatistics {
    live = Map.copyOf(live);
  }

  public static SendQueueStatistics none() {
    return new SendQueueStatistics(Map.of(), 0, 0, 0, 0, 0);
  }

  /** Jobs of the last 24 hours whose delivery is or will be known. */
  public long judged() {
    return completed - unacknowledged + failed;
  }

  /** Jobs in any of the states, over all lanes. */
  public long in(JobState... states) {
    long count = 0;
    for (Map<JobState, Long> lane : live.values()) {
      for (JobState state : states) {
        count += lane.getOrDefault(state, 0L);
      }
    }
    return count;
  }

  /** Jobs that wait for their turn, without a time of their own. */
  public long waiting() {
    return in(JobState.QUEUED, JobState.HELD, JobState.RETRYING);
  }

  /** Jobs that a sender has, or whose outcome is unknown. */
  public long active() {
    return in(JobState.DISPATCHED, JobState.UNKNOWN);
  }

  /** Jobs that wait for their scheduled time. */
  public long scheduled() {
    return in(JobState.SCHEDULED);
  }

  /** Jobs that wait for a person. */
  public long manual() {
    return in(JobState.MANUAL);
  }

  /** Waiting jobs of each lane, in the order of the lanes. */
  public Map<Lane, Long> waitingByLane() {
    Map<Lane, Long> lanes = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      Map<JobState, Long> states = live.getOrDefault(lane, Map.of());
      lanes.put(
          lane,
          states.getOrDefault(JobState.QUEUED, 0L)
              + states.getOrDefault(JobState.HELD, 0L)
              + states.getOrDefault(JobState.RETRYING, 0L));
    }
    return lanes;
  }
}
