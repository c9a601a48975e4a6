// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kafka, as last polled.
 *
 * @param problem why it is not reachable; "" when it is
 * @param unread what could not be read, in words; the other values are incomplete by it
 * @param groups the last known lag of each consumer group, by group id
 * @param unreadGroups groups whose lag could not be read for every partition
 * @param lastWebhookAt when the newest was stored, by the broker's clock; null when unknown
 * @param observedAt null before the first successful poll
 */
public record KafkaState(
    boolean reachable,
    String problem,
    KafkaClusterState cluster,
    List<String> unread,
    Map<String, ConsumerGroupLag> groups,
    Set<String> unreadGroups,
    Instant lastWebhookAt,
    Instant observedAt) {

  public static KafkaState unseen() {
    KafkaClusterState cluster = new KafkaClusterState(0, 0, 0, Optional.empty());
    return new KafkaState(
        false, "not looked at yet", cluster, List.of(), Map.of(), Set.of(), null, null);
  }

  /** The same with no broker that answers. */
  public KafkaState unreachable(String why) {
    KafkaClusterState unseen =
        new KafkaClusterState(
            0, cluster.underReplicated(), cluster.withoutLeader(), Optional.empty());
    return new KafkaState(
        false, why, unseen, unread, groups, unreadGroups, lastWebhookAt, observedAt);
  }

  /**
   * The brokers and what they hold.
   *
   * @param brokers 0 when unknown
   * @param underReplicated partitions with a replica that is not in sync
   * @param withoutLeader partitions that cannot be read or written
   * @param hanging hanging transactions, one line each; empty when unknown
   */
  public record KafkaClusterState(
      int brokers, int underReplicated, int withoutLeader, Optional<List<String>> hanging) {}

  /**
   * The lag of a consumer group in records, over all partitions and by topic. The sender's leaves
   * out one offset per partition: that of the marker that ends a transaction.
   */
  public record ConsumerGroupLag(long records, Map<String, Long> byTopic) {}
}
