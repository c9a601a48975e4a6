// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.topology.parse.fact.MessageFactMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facts about one message that deduplication has seen, in the entry of the message. Immutable.
 *
 * @param seen each fact once, in the order in which they came
 * @param elsewhere whether facts that are not here may be entries of {@code seen-facts}: those from
 *     before facts stood here, and those for which there was no room
 */
public record MessageFactTimes(List<SeenMessageFact> seen, boolean elsewhere) {
  /** Far more than a message has; only edits without end come near. */
  public static final int MOST = 64;

  public static final MessageFactTimes NONE = new MessageFactTimes(List.of(), false);

  public static final MessageFactTimes ELSEWHERE = new MessageFactTimes(List.of(), true);

  /**
   * @param firstSeenMs broker time, milliseconds since the epoch
   * @param tenantId the tenant that it was first seen under
   */
  public record SeenMessageFact(MessageFactMark mark, long firstSeenMs, String tenantId) {}

  public MessageFactTimes {
    seen = List.copyOf(seen);
  }

  public Optional<SeenMessageFact> find(MessageFactMark mark) {
    for (SeenMessageFact fact : seen) {
      if (fact.mark().equals(mark)) {
        return Optional.of(fact);
      }
    }
    return Optional.empty();
  }

  /**
   * With a fact that was first seen now; it replaces an earlier one with its mark. Empty if there
   * is no room.
   */
  public Optional<MessageFactTimes> with(SeenMessageFact fact) {
    List<SeenMessageFact> facts = new ArrayList<>(seen.size() + 1);
    for (SeenMessageFact known : seen) {
      if (!known.mark().equals(fact.mark())) {
        facts.add(known);
      }
    }
    if (facts.size() >= MOST) {
      return Optional.empty();
    }
    facts.add(fact);
    return Optional.of(new MessageFactTimes(facts, elsewhere));
  }

  public MessageFactTimes withElsewhere() {
    return elsewhere ? this : new MessageFactTimes(seen, true);
  }

  /** When the newest was first seen, in milliseconds since the epoch; 0 if none was. */
  long newestMs() {
    return seen.stream().mapToLong(SeenMessageFact::firstSeenMs).max().orElse(0);
  }
}
