// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Calculates what a change of a message adds to the statistics. It compares the states before and
 * after: a fact that changes nothing adds nothing, so a fact that is processed again is not counted
 * again.
 */
public final class MessageStatsCalculator {
  /** The order of the statuses; an error is counted separately. */
  private static final List<MessageStatus> ORDER =
      List.of(
          MessageStatus.SERVER_ACK,
          MessageStatus.DELIVERY_ACK,
          MessageStatus.READ,
          MessageStatus.PLAYED);

  private MessageStatsCalculator() {}

  /** What a change adds; empty if it is not counted. */
  public static Optional<StatsDelta> of(
      MessageState before, MessageState after, MessageEvent.MessageChangeKind change) {
    return switch (change) {
      case EDITED -> Optional.of(StatsDelta.one(StatsCounter.EDITED));
      case DELETED -> Optional.of(StatsDelta.one(StatsCounter.DELETED));
      case CREATED -> created(before, after);
      case STATUS -> steps(before, after, StatsCounterValues.NONE);
      case REACTION -> Optional.empty();
    };
  }

  /**
   * A message came, or the content of one that was a placeholder. A message that only refers to
   * another one is counted by its type alone.
   */
  private static Optional<StatsDelta> created(MessageState before, MessageState after) {
    StoredMessageBody body = after.stored();
    boolean first = !before.isKnown();
    if (body.history()) {
      return first ? Optional.of(StatsDelta.one(StatsCounter.HISTORY)) : Optional.empty();
    }
    StatsCounterValues counts = StatsCounterValues.NONE.and(after.body().type());
    if (first && body.standsAlone()) {
      counts = counts.and(body.fromMe() ? StatsCounter.OUT : StatsCounter.IN);
    }
    return steps(before, after, counts);
  }

  private static Optional<StatsDelta> steps(
      MessageState before, MessageState after, StatsCounterValues counted) {
    StoredMessageBody body = after.stored();
    if (body == null || !body.fromMe() || body.history() || !body.standsAlone()) {
      return counted.isNone() ? Optional.empty() : Optional.of(StatsDelta.of(counted));
    }
    boolean first = !before.isKnown();
    Set<MessageStatus> steps = passed(after);
    if (!first) {
      steps.removeAll(passed(before));
    }
    StatsCounterValues counts = counted;
    for (MessageStatus step : steps) {
      counts = counts.and(counter(step));
    }
    if (counts.isNone()) {
      return Optional.empty();
    }
    // A status that comes with its message was reached at an unknown earlier time.
    Map<MessageStatus, Instant> observed = first ? before.reached() : after.reached();
    return Optional.of(
        new StatsDelta(
            counts,
            steps.contains(MessageStatus.DELIVERY_ACK)
                ? between(sent(after), observed.get(MessageStatus.DELIVERY_ACK))
                : OptionalLong.empty(),
            steps.contains(MessageStatus.READ)
                ? between(
                    after.reached().get(MessageStatus.DELIVERY_ACK),
                    observed.get(MessageStatus.READ))
                : OptionalLong.empty()));
  }

  /** The statuses that a message has reached, including those that nobody reported. */
  private static Set<MessageStatus> passed(MessageState state) {
    Set<MessageStatus> reached = state.reached().keySet();
    Set<MessageStatus> passed = EnumSet.noneOf(MessageStatus.class);
    boolean further = false;
    for (int n = ORDER.size() - 1; n >= 0; n--) {
      further |= reached.contains(ORDER.get(n));
      if (further) {
        passed.add(ORDER.get(n));
      }
    }
    if (reached.contains(MessageStatus.ERROR)) {
      passed.add(MessageStatus.ERROR);
    }
    return passed;
  }

  private static StatsCounter counter(MessageStatus step) {
    return switch (step) {
      case SERVER_ACK -> StatsCounter.SERVER_ACK;
      case ERROR -> StatsCounter.ERROR;
      case DELIVERY_ACK -> StatsCounter.DELIVERY_ACK;
      case READ -> StatsCounter.READ;
      case PLAYED -> StatsCounter.PLAYED;
      case PENDING -> throw new IllegalArgumentException("not a step");
    };
  }

  private static Instant sent(MessageState state) {
    Instant acknowledged = state.reached().get(MessageStatus.SERVER_ACK);
    return acknowledged == null ? state.stored().sentAt() : acknowledged;
  }

  private static OptionalLong between(Instant from, Instant to) {
    return from == null || to == null
        ? OptionalLong.empty()
        : OptionalLong.of(Duration.between(from, to).toMillis());
  }
}
