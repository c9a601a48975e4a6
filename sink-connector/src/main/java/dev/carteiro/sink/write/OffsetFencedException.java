// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition's stored offset is not the expected one: another sink has written it, so this sink
 * must not write.
 */
public final class OffsetFencedException extends Exception {
  private static final long serialVersionUID = 1L;

  OffsetFencedException(TopicPartition partition, Long expected) {
    super(
        "the stored offset of %s is not %s"
            .formatted(partition, expected == null ? "absent" : expected));
  }
}
