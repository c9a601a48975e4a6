// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The answer of one partition. Topology processes send it to each other as JSON.
 *
 * @param items in the order of their positions
 * @param complete whether everything up to the end of the range was read
 * @param reached last position that was read, if the answer is not complete; null if none was
 * @param scanned number of entries read
 * @param lag number of records by which the standby that answered is behind; null if the owner
 *     answered
 * @param missing why the partition did not answer; null if it did
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
   * One item of the answer.
   *
   * @param position where it stands in the order of the partition
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
