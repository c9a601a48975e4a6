// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;
import java.util.Map;

/**
 * Kafka, as it was last seen.
 *
 * @param reachable whether it answered lately
 * @param problem why not; "" when it is
 * @param brokers how many there are; 0 when unknown
 * @param underReplicated partitions with a replica that lags behind
 * @param withoutLeader partitions that nobody can read or write
 * @param groups lag of each consumer group that could be read, by group id; the last known while
 *     Kafka is away
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
    Map<String, GroupLag> groups,
    Instant lastWebhookAt,
    Instant observedAt) {

  public KafkaState {
    groups = Map.copyOf(groups);
  }

  /** What is known before the first look. */
  static KafkaState unseen() {
    return new KafkaState(false, "not looked at yet", 0, 0, 0, Map.of(), null, null);
  }
}
