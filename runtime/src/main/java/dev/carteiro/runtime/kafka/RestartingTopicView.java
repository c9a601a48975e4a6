// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A {@link CompactedTopicView} that starts over 2 s after a failure. The last complete view stays
 * in force until the next is complete.
 */
public final class RestartingTopicView<V> implements ObservableTopicView<V> {
  private static final Executor LATER = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);

  private final KafkaSettings kafka;
  private final Topic topic;
  private final Class<V> type;
  private final CompactedTopicView.RecordMergeFunction<V> merge;

  /** At first a view that is never started, and so stays empty. */
  private volatile CompactedTopicView<V> complete;

  private volatile boolean following;
  private CompactedTopicView<V> newest;
  private boolean closed;

  public RestartingTopicView(KafkaSettings kafka, Topic topic, Class<V> type) {
    this(kafka, topic, type, (before, value, headers) -> value);
  }

  /** {@code merge} derives a key's value from its value before and a record. */
  public RestartingTopicView(
      KafkaSettings kafka,
      Topic topic,
      Class<V> type,
      CompactedTopicView.RecordMergeFunction<V> merge) {
    this.merge = merge;
    this.kafka = kafka;
    this.topic = topic;
    this.type = type;
    this.complete = view();
  }

  private CompactedTopicView<V> view() {
    return new CompactedTopicView<>(kafka, topic, type, merge);
  }

  @Override
  public synchronized void start() {
    if (closed) {
      return;
    }
    CompactedTopicView<V> next = view();
    newest = next;
    next.caughtUp().thenRun(() -> caughtUp(next));
    next.failure()
        .exceptionally(
            failed -> {
              following = false;
              LATER.execute(this::start);
              return null;
            });
    next.start();
  }

  private void caughtUp(CompactedTopicView<V> view) {
    complete = view;
    following = true;
  }

  @Override
  public Optional<V> get(String key) {
    return complete.get(key);
  }

  @Override
  public Map<String, V> entries() {
    return complete.entries();
  }

  @Override
  public int unreadable() {
    return complete.unreadable();
  }

  @Override
  public boolean isCaughtUp() {
    return following;
  }

  @Override
  public CompletableFuture<Void> seen(RecordMetadata written) {
    return complete.seen(written);
  }

  @Override
  public RecordSubscription follow(String key, RecordListener listener) {
    return complete.follow(key, listener);
  }

  @Override
  public void close() {
    CompactedTopicView<V> last;
    synchronized (this) {
      closed = true;
      last = newest;
    }
    if (last != null) {
      last.close();
    }
  }
}
