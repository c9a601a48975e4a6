// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.util.Map;

/**
 * The lag of a consumer group. The marker that ends a transaction takes an offset that no consumer
 * commits; the sender's lag leaves out this one offset per partition.
 *
 * @param records records not processed yet, over all partitions
 * @param byTopic the same by topic
 */
public record ConsumerGroupLag(long records, Map<String, Long> byTopic) {
  public ConsumerGroupLag {
    byTopic = Map.copyOf(byTopic);
  }
}
