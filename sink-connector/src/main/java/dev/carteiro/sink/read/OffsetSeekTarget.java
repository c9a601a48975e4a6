// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.sink.write.StoredOffset;

/**
 * The offset at which to start reading a partition, derived from its stored offset.
 *
 * <p>When the stored offset cannot be trusted, everything that Kafka still has is read again. Rows
 * are written by natural key, so reading a record again does not change its rows.
 *
 * @param offset the offset to read from
 * @param reset why the stored offset was not used; null when it was used, or when there was none
 */
record OffsetSeekTarget(long offset, OffsetResetReason reset) {

  /** Why a stored offset could not be used. */
  enum OffsetResetReason {
    /** Kafka's id of the topic has changed, so its offsets mean other records. */
    TOPIC_RECREATED("the topic was created anew"),
    /** The sink was down for longer than the retention. */
    RECORDS_EXPIRED("records were dropped by retention before they were written"),
    /** The topic ends before the stored offset: it lost records, or was restored from a backup. */
    TOPIC_TRUNCATED("the topic ends before the stored offset");

    private final String sentence;

    OffsetResetReason(String sentence) {
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
  static OffsetSeekTarget of(StoredOffset stored, String topicId, long first, long end) {
    if (stored == null) {
      return new OffsetSeekTarget(first, null);
    }
    if (topicId != null && stored.topicId() != null && !topicId.equals(stored.topicId())) {
      return new OffsetSeekTarget(first, OffsetResetReason.TOPIC_RECREATED);
    }
    if (stored.next() < first) {
      return new OffsetSeekTarget(first, OffsetResetReason.RECORDS_EXPIRED);
    }
    if (stored.next() > end) {
      return new OffsetSeekTarget(first, OffsetResetReason.TOPIC_TRUNCATED);
    }
    return new OffsetSeekTarget(stored.next(), null);
  }
}
