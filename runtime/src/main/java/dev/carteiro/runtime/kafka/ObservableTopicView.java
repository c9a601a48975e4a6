// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A view that also calls listeners for the records it reads, so that a writer can see whether
 * others changed the same value at the same time.
 *
 * @param <V> value type
 */
public interface ObservableTopicView<V> extends TopicView<V> {

  /** Receives records on the thread that reads; must neither block nor throw. */
  interface RecordListener {
    void read(ConsumerRecord<String, byte[]> change);
  }

  /** A subscription of a listener; it lasts until it is closed. */
  interface RecordSubscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Calls the listener for every record of a key that is read from now on, in order, each before
   * {@link #seen} of it completes. A record that the view holds already may be passed once more.
   * When the view had to start over, the listener is not called any more.
   */
  RecordSubscription follow(String key, RecordListener listener);
}
