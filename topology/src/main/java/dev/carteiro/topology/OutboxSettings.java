// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.contract.send.Lane;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the outbox: rates, lanes, retries, deadlines and timers.
 *
 * @param ratePerMinute maximum dispatches of one instance in any 60 s, unless its binding says
 *     otherwise
 * @param inFlight maximum attempts of one instance at one time
 * @param laneShares guaranteed shares of the lanes, as weights
 * @param retry policy after a transient failure, for lanes that {@code retryByLane} does not name
 * @param retryByLane policies of single lanes
 * @param retryJitterPercent by how many percent a delay may be longer, at random
 * @param claimWithin how long a dispatch may be claimed
 * @param attemptDeadline how long after its claim an attempt may have no outcome
 * @param unknownWindow how long to wait for Evolution's echo of an unknown attempt
 * @param unknownPolicy what happens when the echo did not come
 * @param ramp how long after a reconnection the rate takes to return to its full value; 0 for at
 *     once
 * @param throttlePause how long an instance pauses after WhatsApp asked for fewer messages
 * @param throttleRecovery how long the rate takes to return to its full value after that
 * @param jobRetention how long a finished job is remembered; during this time the same request is
 *     the same job
 * @param probeEvery how often the connection of a held instance is probed
 * @param maxOpenJobs maximum unfinished jobs of one instance; beyond it new jobs fail with
 *     QUEUE_FULL
 * @param tick interval at which due timers are fired
 * @param tickBudget time budget of one run over the timers
 * @param tickItems maximum timers that one run fires
 */
public record OutboxSettings(
    int ratePerMinute,
    int inFlight,
    Map<Lane, Integer> laneShares,
    LaneRetryPolicy retry,
    Map<Lane, LaneRetryPolicy> retryByLane,
    int retryJitterPercent,
    Duration claimWithin,
    Duration attemptDeadline,
    Duration unknownWindow,
    UnknownAttemptPolicy unknownPolicy,
    Duration ramp,
    Duration throttlePause,
    Duration throttleRecovery,
    Duration jobRetention,
    Duration probeEvery,
    int maxOpenJobs,
    Duration tick,
    Duration tickBudget,
    int tickItems) {

  /** What happens when it is not known whether an attempt was sent. */
  public enum UnknownAttemptPolicy {
    /** A person decides. No message is ever sent twice. */
    MANUAL,
    /** The message is sent again. It may arrive twice. */
    RETRY
  }

  /**
   * The attempts after the first attempt.
   *
   * @param delays delays before the second attempt, before the third, …
   * @param end what happens after the last attempt
   */
  public record LaneRetryPolicy(List<Duration> delays, RetryExhaustionAction end) {

    /** What happens when all attempts failed. */
    public enum RetryExhaustionAction {
      /** One more attempt in the high lane, then an alert and the manual queue. */
      FALLBACK,
      /** A dead letter. */
      DEAD_LETTER
    }

    public LaneRetryPolicy {
      delays = List.copyOf(delays);
    }
  }

  private static final String DEAD_LETTER = ">dead-letter";

  public static final Setting<Integer> RATE_PER_MINUTE =
      Setting.integer(
          "WHATSAPP_RATE_LIMIT",
          10,
          1,
          6_000,
          "Messages that one instance sends in any 60 seconds at most.");
  public static final Setting<Integer> IN_FLIGHT =
      Setting.integer(
          "OUTBOX_IN_FLIGHT",
          1,
          1,
          100,
          "Attempts of one instance under way at once; more than 1 gives up order between chats.");
  public static final Setting<Map<Lane, Integer>> LANE_SHARES =
      new Setting<>(
          "OUTBOX_LANE_SHARES",
          "high=4,normal=2,low=1,monitoring=1,maintenance=1",
          false,
          "Guaranteed shares of the lanes, as weights: lane=weight, comma-separated.",
          Lane::weights);
  public static final Setting<LaneRetryPolicy> RETRY_DELAYS =
      new Setting<>(
          "OUTBOX_RETRY_DELAYS",
          "PT1M,PT2M,PT4M",
          false,
          "Delays before the second attempt, the third…, ISO-8601, comma-separated; \">dead-letter\""
              + " at the end ends in a dead letter instead of the manual queue.",
          OutboxSettings::policy);
  public static final Setting<Map<Lane, LaneRetryPolicy>> RETRY_BY_LANE =
      new Setting<>(
          "OUTBOX_RETRY_BY_LANE",
          "",
          false,
          "Other retry policies by lane, separated by semicolons, e.g."
              + " monitoring=PT2S,PT4S,PT8S>dead-letter.",
          OutboxSettings::policies);
  public static final Setting<Integer> RETRY_JITTER_PERCENT =
      Setting.integer(
          "OUTBOX_RETRY_JITTER_PERCENT",
          0,
          0,
          100,
          "By how much a retry delay may be longer, at random, in percent.");
  public static final Setting<Duration> CLAIM_WITHIN =
      Setting.duration(
          "OUTBOX_CLAIM_WITHIN",
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How long a sender may claim a dispatch; a later one hands it back.");
  public static final Setting<Duration> ATTEMPT_DEADLINE =
      Setting.duration(
          "OUTBOX_ATTEMPT_DEADLINE",
          Duration.ofMinutes(2),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How long after its claim an attempt may go without an outcome; keep it above the"
              + " sender's request timeout and queue wait.");
  public static final Setting<Duration> UNKNOWN_WINDOW =
      Setting.duration(
          "OUTBOX_UNKNOWN_WINDOW",
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofHours(24),
          "How long Evolution's echo of an uncertain attempt is waited for.");
  public static final Setting<UnknownAttemptPolicy> UNKNOWN_POLICY =
      Setting.oneOf(
          "OUTBOX_UNKNOWN_POLICY",
          UnknownAttemptPolicy.MANUAL,
          "What follows an uncertain attempt without an echo: manual, or retry, which may double.");
  public static final Setting<Duration> RAMP =
      Setting.duration(
          "OUTBOX_RAMP",
          Duration.ofMinutes(2),
          Duration.ZERO,
          Duration.ofHours(24),
          "How long an instance's rate takes to come back to its full after a reconnection.");
  public static final Setting<Duration> THROTTLE_PAUSE =
      Setting.duration(
          "OUTBOX_THROTTLE_PAUSE",
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How long a number pauses when WhatsApp asks it for fewer messages; asked again, twice as"
              + " long, up to 32 times.");
  public static final Setting<Duration> THROTTLE_RECOVERY =
      Setting.duration(
          "OUTBOX_THROTTLE_RECOVERY",
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofHours(24),
          "How long its rate then takes to come back to its full; asked again, longer by as much.");
  public static final Setting<Duration> JOB_RETENTION =
      Setting.duration(
          "OUTBOX_JOB_RETENTION",
          Duration.ofDays(2),
          Duration.ofHours(24),
          Duration.ofDays(90),
          "How long a finished job is remembered, so that the same request is the same job.");
  public static final Setting<Duration> PROBE_EVERY =
      Setting.duration(
          "OUTBOX_PROBE_EVERY",
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How often Evolution is asked for the connection of an instance that holds messages.");
  public static final Setting<Integer> MAX_OPEN_JOBS =
      Setting.integer(
          "OUTBOX_MAX_OPEN_JOBS",
          1_000_000,
          1,
          Integer.MAX_VALUE,
          "Unfinished jobs of one instance; beyond it new ones fail with QUEUE_FULL.");
  public static final Setting<Duration> TICK =
      Setting.duration(
          "OUTBOX_TICK",
          Duration.ofMillis(100),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          "How often timers are looked at.");
  public static final Setting<Duration> TICK_BUDGET =
      Setting.duration(
          "OUTBOX_TICK_BUDGET",
          Duration.ofMillis(50),
          Duration.ofMillis(1),
          Duration.ofSeconds(2),
          "How long one look at the timers of a partition may take.");
  public static final Setting<Integer> TICK_ITEMS =
      Setting.integer(
          "OUTBOX_TICK_ITEMS",
          5_000,
          1,
          100_000,
          "How many timers one look at a partition may fire.");

  public OutboxSettings {
    laneShares = Map.copyOf(laneShares);
    retryByLane = Map.copyOf(retryByLane);
  }

  /** The policy of a lane. */
  public LaneRetryPolicy retryOf(Lane lane) {
    return retryByLane.getOrDefault(lane, retry);
  }

  public static List<Setting<?>> settings() {
    return List.of(
        RATE_PER_MINUTE,
        IN_FLIGHT,
        LANE_SHARES,
        RETRY_DELAYS,
        RETRY_BY_LANE,
        RETRY_JITTER_PERCENT,
        CLAIM_WITHIN,
        ATTEMPT_DEADLINE,
        UNKNOWN_WINDOW,
        UNKNOWN_POLICY,
        RAMP,
        THROTTLE_PAUSE,
        THROTTLE_RECOVERY,
        JOB_RETENTION,
        PROBE_EVERY,
        MAX_OPEN_JOBS,
        TICK,
        TICK_BUDGET,
        TICK_ITEMS);
  }

  public static OutboxSettings from(Environment environment) {
    return new OutboxSettings(
        environment.get(RATE_PER_MINUTE),
        environment.get(IN_FLIGHT),
        environment.get(LANE_SHARES),
        environment.get(RETRY_DELAYS),
        environment.get(RETRY_BY_LANE),
        environment.get(RETRY_JITTER_PERCENT),
        environment.get(CLAIM_WITHIN),
        environment.get(ATTEMPT_DEADLINE),
        environment.get(UNKNOWN_WINDOW),
        environment.get(UNKNOWN_POLICY),
        environment.get(RAMP),
        environment.get(THROTTLE_PAUSE),
        environment.get(THROTTLE_RECOVERY),
        environment.get(JOB_RETENTION),
        environment.get(PROBE_EVERY),
        environment.get(MAX_OPEN_JOBS),
        environment.get(TICK),
        environment.get(TICK_BUDGET),
        environment.get(TICK_ITEMS));
  }

  private static Map<Lane, LaneRetryPolicy> policies(String text) {
    Map<Lane, LaneRetryPolicy> policies = new EnumMap<>(Lane.class);
    for (String part : text.split(";")) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.strip().split("=", 2);
      if (pair.length != 2) {
        throw new IllegalArgumentException("must read lane=delays, separated by semicolons");
      }
      policies.put(Lane.named(pair[0]), policy(pair[1]));
    }
    return policies;
  }

  private static LaneRetryPolicy policy(String text) {
    String delays = text.strip();
    LaneRetryPolicy.RetryExhaustionAction end = LaneRetryPolicy.RetryExhaustionAction.FALLBACK;
    if (delays.endsWith(DEAD_LETTER)) {
      end = LaneRetryPolicy.RetryExhaustionAction.DEAD_LETTER;
      delays = delays.substring(0, delays.length() - DEAD_LETTER.length());
    }
    return new LaneRetryPolicy(
        Arrays.stream(delays.split(","))
            .map(String::strip)
            .filter(delay -> !delay.isEmpty())
            .map(OutboxSettings::delay)
            .toList(),
        end);
  }

  private static Duration delay(String text) {
    try {
      Duration delay = Duration.parse(text);
      if (delay.isNegative() || delay.compareTo(Duration.ofDays(7)) > 0) {
        throw new IllegalArgumentException("delays must be between PT0S and P7D");
      }
      return delay;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be ISO-8601 durations such as PT1M,PT2M,PT4M", e);
    }
  }
}
