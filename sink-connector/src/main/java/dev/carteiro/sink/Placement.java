// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

/**
 * The offset at which to start reading a partition, derived from its stored offset.
 *
 * <p>When the stored offset cannot be trusted, everything that Kafka still has is read again. Rows
 * are written by natural key, so reading a record again does not change its rows.
 *
 * @param offset the offset to read from
 * @param reset why the stored offset was not used; null when it was used, or when there was none
 */
record Placement(long offset, Reset reset) {

  /** Why a stored offset could not be used. */
  enum Reset {
    /**
     * Kafka's id of the topic has changed: the topic was deleted and created again, so its offsets
     * mean other records.
     */
    TOPIC_RECREATED("the topic was created anew"),
    /**
     * Kafka deleted records before they were written: the sink was down for longer than the
     * retention.
     */
    RECORDS_EXPIRED("records were dropped by retention before they were written"),
    /** The topic ends before the stored offset: it lost records, or was restored from a backup. */
    TOPIC_TRUNCATED("the topic ends before the stored offset");

    private final String sentence;

    Reset(String sentence) {
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }

  /**
   * @param stored null when nothing is stored
   * @param topicId the current id of the topic; null when unknown
   * @param first the oldest offset that Kafka has
   * @param end the offset after the newest record
   */
  static Placement of(StoredOffset stored, String topicId, long first, long end) {
    if (stored == null) {
      return new Placement(first, null);
    }
    if (topicId != null && stored.topicId() != null && !topicId.equals(stored.topicId())) {
      return new Placement(first, Reset.TOPIC_RECREATED);
    }
    if (stored.next() < first) {
      return new Placement(first, Reset.RECORDS_EXPIRED);
    }
    if (stored.next() > end) {
      return new Placement(first, Reset.TOPIC_TRUNCATED);
    }
    return new Placement(stored.next(), null);
  }
}
