// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.util.Map;

/**
 * The lag of a consumer group in records, over all partitions and by topic. The sender's leaves out
 * one offset per partition: that of the marker that ends a transaction.
 */
public record ConsumerGroupLag(long records, Map<String, Long> byTopic) {
  public ConsumerGroupLag {
    byTopic = Map.copyOf(byTopic);
  }
}
