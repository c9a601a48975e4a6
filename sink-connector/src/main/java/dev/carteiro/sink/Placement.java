// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

/**
 * Where to go on reading a partition, by what the database has stored of it.
 *
 * <p>The rule is safe rather than sparing: whenever the stored offset cannot be trusted, everything
 * that Kafka still has is read again. Rows are written by natural key, so that changes nothing that
 * is there.
 *
 * @param offset the offset to read from
 * @param reset why the stored offset was not used; null when it was, or when there was none
 */
record Placement(long offset, Reset reset) {

  /** Why a stored offset could not be used. */
  enum Reset {
    /**
     * Kafka's id of the topic changed: it was deleted and made anew, its offsets mean other
     * records.
     */
    TOPIC_RECREATED("the topic was created anew"),
    /**
     * Kafka dropped records before they were written: retention was shorter than the sink's
     * absence.
     */
    RECORDS_EXPIRED("records were dropped by retention before they were written"),
    /** The topic ends before the stored offset: it lost records, or came from a backup. */
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
   * @param topicId of the topic now; null when unknown
   * @param first the oldest offset that Kafka has
   * @param end the offset after the newest
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
