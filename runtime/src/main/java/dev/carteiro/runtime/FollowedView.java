// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A view that also tells of the records that come, so that who changes a value can see whether
 * others did at the same time.
 *
 * @param <V> value type
 */
public interface FollowedView<V> extends View<V> {

  /** Hears of records on the thread that reads; must neither block nor throw. */
  interface Listener {
    void read(ConsumerRecord<String, byte[]> change);
  }

  /** Until it is closed, records are told of. */
  interface Following extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tells of every record of a key that is read from now on, in order, each before {@link #seen} of
   * it completes. A record that the view holds already may be told of once more. When the view had
   * to start over, nothing more is told.
   */
  Following follow(String key, Listener listener);
}
