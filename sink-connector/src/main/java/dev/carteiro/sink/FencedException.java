// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import org.apache.kafka.common.TopicPartition;

/**
 * Another sink moved a partition's stored offset: what this one was about to write is not its to
 * write.
 */
final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  FencedException(TopicPartition partition, Long expected) {
    super(
        "the stored offset of %s is not %s"
            .formatted(partition, expected == null ? "absent" : expected));
  }
}
