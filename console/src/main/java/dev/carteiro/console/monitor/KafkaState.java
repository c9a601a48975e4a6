// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kafka, as it was last seen.
 *
 * @param reachable whether it answered lately
 * @param problem why not; "" when it is
 * @param brokers how many there are; 0 when unknown
 * @param underReplicated partitions with a replica that lags behind
 * @param withoutLeader partitions that nobody can read or write
 * @param hanging transactions that hang, one line each; empty when that could not be seen
 * @param unread what Kafka was asked for and did not tell, in words; these numbers are incomplete
 * @param groups lag of each consumer group that could be read, by group id; the last known while
 *     Kafka is away
 * @param unreadGroups groups whose lag could not be read, or not of every partition
 * @param lastWebhookAt when the newest webhook was stored, by the broker's clock; null when there
 *     is none, or it is not known
 * @param observedAt when the rest was true; null before the first successful look
 */
public record KafkaState(
    boolean reachable,
    String problem,
    int brokers,
    int underReplicated,
    int withoutLeader,
    Optional<List<String>> hanging,
    List<String> unread,
    Map<String, GroupLag> groups,
    Set<String> unreadGroups,
    Instant lastWebhookAt,
    Instant observedAt) {

  public KafkaState {
    hanging = hanging.map(List::copyOf);
    unread = List.copyOf(unread);
    groups = Map.copyOf(groups);
    unreadGroups = Set.copyOf(unreadGroups);
  }

  /** What is known before the first look. */
  static KafkaState unseen() {
    return new KafkaState(
        false,
        "not looked at yet",
        0,
        0,
        0,
        Optional.empty(),
        List.of(),
        Map.of(),
        Set.of(),
        null,
        null);
  }
}
