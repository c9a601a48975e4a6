// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What one partition answered; also what processes send each other, as JSON.
 *
 * @param items in the order of their positions
 * @param complete whether everything up to the end of what was asked for is among the items
 * @param reached when not complete: the last position that was looked at; null when none was
 * @param scanned entries looked at
 * @param lag records that the copy which answered is behind; null when the owner answered
 * @param missing why it did not answer; null when it did
 */
record PartitionAnswer(
    int partition,
    List<Item> items,
    boolean complete,
    byte[] reached,
    long scanned,
    Long lag,
    Missing missing) {

  /**
   * Something found.
   *
   * @param position where it stands in its partition
   */
  record Item(byte[] position, JsonNode document) {}

  PartitionAnswer {
    items = items == null ? List.of() : List.copyOf(items);
  }

  static PartitionAnswer missing(int partition, Missing why) {
    return new PartitionAnswer(partition, List.of(), false, null, 0, null, why);
  }

  boolean isMissing() {
    return missing != null;
  }
}
