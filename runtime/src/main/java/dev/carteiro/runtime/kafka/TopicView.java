// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The current content of a compacted topic.
 *
 * @param <V> value type
 */
public interface TopicView<V> extends AutoCloseable {

  Optional<V> get(String key);

  Map<String, V> entries();

  /** Keys whose newest record cannot be parsed, so that an earlier value is in force, or none. */
  default int unreadable() {
    return 0;
  }

  /** Whether all records that were in the topic at the start are read. */
  boolean isCaughtUp();

  /** Completes when a record just written is visible here. */
  CompletableFuture<Void> seen(RecordMetadata written);

  /** Starts reading; the topic must exist. */
  void start();

  @Override
  void close();
}
