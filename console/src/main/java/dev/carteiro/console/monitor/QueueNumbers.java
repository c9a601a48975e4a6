// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many messages that somebody asked to send stand where.
 *
 * @param live messages that are not over, by lane and state
 * @param completed taken by Evolution, of those asked for in the last 24 hours
 * @param delivered of these, those that are known to have reached a device
 * @param failed failed or expired, of those asked for in the last 24 hours, and all that wait for a
 *     person
 * @param unconfirmed Evolution took them more than five minutes ago and WhatsApp has not
 *     acknowledged them; of the last 24 hours, where acknowledgements can be expected
 * @param unacknowledged Evolution took them, and nobody ever says what became of them: of the last
 *     24 hours
 */
public record QueueNumbers(
    Map<Lane, Map<JobState, Long>> live,
    long completed,
    long delivered,
    long failed,
    long unconfirmed,
    long unacknowledged) {

  public QueueNumbers {
    live = Map.copyOf(live);
  }

  static QueueNumbers none() {
    return new QueueNumbers(Map.of(), 0, 0, 0, 0, 0);
  }

  /** Messages of which it will be known whether they arrived, of the last 24 hours. */
  public long judged() {
    return completed - unacknowledged + failed;
  }

  /** In one of the states, over all lanes. */
  public long in(JobState... states) {
    long count = 0;
    for (Map<JobState, Long> lane : live.values()) {
      for (JobState state : states) {
        count += lane.getOrDefault(state, 0L);
      }
    }
    return count;
  }

  /** Messages whose turn has come or will come without a time of their own. */
  public long waiting() {
    return in(JobState.QUEUED, JobState.HELD, JobState.RETRYING);
  }

  /** Messages at the senders, or of which it is not known whether they arrived. */
  public long active() {
    return in(JobState.DISPATCHED, JobState.UNKNOWN);
  }

  /** Messages that wait for their time. */
  public long scheduled() {
    return in(JobState.SCHEDULED);
  }

  /** Messages that wait for a person. */
  public long manual() {
    return in(JobState.MANUAL);
  }

  /** Waiting messages of each lane, in the lanes' order. */
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
