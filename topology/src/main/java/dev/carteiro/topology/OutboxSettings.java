// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.Setting;
import dev.carteiro.contract.send.Lane;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Settings of the outbox: rates, lanes, retries, deadlines and timers. */
public record OutboxSettings(
    @Setting(name = "WHATSAPP_RATE_LIMIT", defaultValue = "10", range = "1..6000")
        @HelpText("Messages that one instance sends in any 60 seconds at most.")
        int ratePerMinute,
    @Setting(name = "OUTBOX_IN_FLIGHT", defaultValue = "1", range = "1..100")
        @HelpText(
            "Attempts of one instance under way at once; more than 1 gives up order between chats.")
        int inFlight,
    @Setting(
            name = "OUTBOX_LANE_SHARES",
            defaultValue = "high=4,normal=2,low=1,monitoring=1,maintenance=1",
            parser = "weights")
        @HelpText("Guaranteed shares of the lanes, as weights: lane=weight, comma-separated.")
        Map<Lane, Integer> laneShares,
    @Setting(name = "OUTBOX_RETRY_DELAYS", defaultValue = "PT1M,PT2M,PT4M", parser = "policy")
        @HelpText(
            "Delays before the second attempt, the third…, ISO-8601, comma-separated; \">dead-letter\""
                + " at the end ends in a dead letter instead of the manual queue.")
        LaneRetryPolicy retry,
    @Setting(name = "OUTBOX_RETRY_BY_LANE", parser = "policies")
        @HelpText(
            "Other retry policies by lane, separated by semicolons, e.g."
                + " monitoring=PT2S,PT4S,PT8S>dead-letter.")
        Map<Lane, LaneRetryPolicy> retryByLane,
    @Setting(name = "OUTBOX_RETRY_JITTER_PERCENT", defaultValue = "0", range = "0..100")
        @HelpText("By how much a retry delay may be longer, at random, in percent.")
        int retryJitterPercent,
    @Setting(name = "OUTBOX_CLAIM_WITHIN", defaultValue = "PT1M", range = "PT1S..PT1H")
        @HelpText("How long a sender may claim a dispatch; a later one hands it back.")
        Duration claimWithin,
    @Setting(name = "OUTBOX_ATTEMPT_DEADLINE", defaultValue = "PT2M", range = "PT1S..PT1H")
        @HelpText(
            "How long after its claim an attempt may go without an outcome; keep it above the"
                + " sender's request timeout and queue wait.")
        Duration attemptDeadline,
    @Setting(name = "OUTBOX_UNKNOWN_WINDOW", defaultValue = "PT5M", range = "PT1S..PT24H")
        @HelpText("How long Evolution's echo of an uncertain attempt is waited for.")
        Duration unknownWindow,
    @Setting(name = "OUTBOX_UNKNOWN_POLICY", defaultValue = "manual")
        @HelpText(
            "What follows an uncertain attempt without an echo: manual, or retry, which may double.")
        UnknownAttemptPolicy unknownPolicy,
    @Setting(name = "OUTBOX_RAMP", defaultValue = "PT2M", range = "PT0S..PT24H")
        @HelpText(
            "How long an instance's rate takes to come back to its full after a reconnection.")
        Duration ramp,
    @Setting(name = "OUTBOX_THROTTLE_PAUSE", defaultValue = "PT1M", range = "PT1S..PT1H")
        @HelpText(
            "How long a number pauses when WhatsApp asks it for fewer messages; asked again, twice as"
                + " long, up to 32 times.")
        Duration throttlePause,
    @Setting(name = "OUTBOX_THROTTLE_RECOVERY", defaultValue = "PT10M", range = "PT1S..PT24H")
        @HelpText(
            "How long its rate then takes to come back to its full; asked again, longer by as much.")
        Duration throttleRecovery,
    @Setting(name = "OUTBOX_JOB_RETENTION", defaultValue = "PT48H", range = "PT24H..P90D")
        @HelpText(
            "How long a finished job is remembered, so that the same request is the same job.")
        Duration jobRetention,
    @Setting(name = "OUTBOX_PROBE_EVERY", defaultValue = "PT30S", range = "PT1S..PT1H")
        @HelpText(
            "How often Evolution is asked for the connection of an instance that holds messages.")
        Duration probeEvery,
    @Setting(name = "OUTBOX_MAX_OPEN_JOBS", defaultValue = "1000000", range = "1..")
        @HelpText("Unfinished jobs of one instance; beyond it new ones fail with QUEUE_FULL.")
        int maxOpenJobs,
    @Setting(name = "OUTBOX_TICK", defaultValue = "PT0.1S", range = "PT0.01S..PT10S")
        @HelpText("How often timers are looked at.")
        Duration tick,
    @Setting(name = "OUTBOX_TICK_BUDGET", defaultValue = "PT0.05S", range = "PT0.001S..PT2S")
        @HelpText("How long one look at the timers of a partition may take.")
        Duration tickBudget,
    @Setting(name = "OUTBOX_TICK_ITEMS", defaultValue = "5000", range = "1..100000")
        @HelpText("How many timers one look at a partition may fire.")
        int tickItems) {

  /** What happens when it is not known whether an attempt was sent. */
  public enum UnknownAttemptPolicy {
    /** A person decides. No message is ever sent twice. */
    MANUAL,
    /** The message is sent again. It may arrive twice. */
    RETRY
  }

  /**
   * @param delays delays before the second attempt, before the third, …
   * @param end what happens after the last attempt
   */
  public record LaneRetryPolicy(List<Duration> delays, RetryExhaustionAction end) {

    /** What happens when all attempts failed. */
    public enum RetryExhaustionAction {
      /** One more attempt in the high lane, then an alert and the manual queue. */
      FALLBACK,
      DEAD_LETTER
    }

    public LaneRetryPolicy {
      delays = List.copyOf(delays);
    }
  }

  private static final String DEAD_LETTER = ">dead-letter";

  public OutboxSettings {
    laneShares = Map.copyOf(laneShares);
    retryByLane = Map.copyOf(retryByLane);
  }

  public LaneRetryPolicy retryOf(Lane lane) {
    return retryByLane.getOrDefault(lane, retry);
  }

  static Map<Lane, LaneRetryPolicy> policies(String text) {
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

  static LaneRetryPolicy policy(String text) {
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
