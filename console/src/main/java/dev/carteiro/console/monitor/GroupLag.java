// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.util.Map;

/**
 * How far a consumer group is behind. The marker that ends a transaction takes an offset that no
 * consumer commits, so one record of each partition is not counted.
 *
 * @param records not processed yet, over all partitions
 * @param byTopic the same by topic
 */
public record GroupLag(long records, Map<String, Long> byTopic) {
  public GroupLag {
    byTopic = Map.copyOf(byTopic);
  }
}
