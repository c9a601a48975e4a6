// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import org.apache.kafka.common.header.Headers;

/**
 * Derives the value of a key from its value before and a record.
 *
 * @param <V> value type
 */
@FunctionalInterface
public interface RecordMergeFunction<V> {

  /**
   * Returns the value after a record.
   *
   * @param before the value before; null when there is none
   * @param value the record's value
   * @param headers the record's headers
   */
  V after(V before, V value, Headers headers);
}
