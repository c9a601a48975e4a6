// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import org.apache.kafka.common.header.Headers;

/**
 * What a record of a compacted topic means after those of its key before it.
 *
 * @param <V> value type
 */
@FunctionalInterface
public interface RecordMerge<V> {

  /**
   * The value after a record.
   *
   * @param before null when none is known
   * @param value the record's
   * @param headers the record's
   */
  V after(V before, V value, Headers headers);
}
