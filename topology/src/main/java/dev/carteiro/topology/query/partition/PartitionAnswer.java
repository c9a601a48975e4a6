// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
public record PartitionAnswer(
    int partition,
    List<PartitionAnswerItem> items,
    boolean complete,
    byte[] reached,
    long scanned,
    Long lag,
    MissingPartitionReason missing) {

  /**
   * One item of the answer.
   *
   * @param position where it stands in the order of the partition
   */
  public record PartitionAnswerItem(byte[] position, EncodedDocument document) {}

  public PartitionAnswer {
    items = items == null ? List.of() : List.copyOf(items);
  }

  public static PartitionAnswer missing(int partition, MissingPartitionReason reason) {
    return new PartitionAnswer(partition, List.of(), false, null, 0, null, reason);
  }

  @JsonIgnore
  public boolean isMissing() {
    return missing != null;
  }
}
