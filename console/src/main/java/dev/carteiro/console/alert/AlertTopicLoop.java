// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the alert topic on a thread of its own, and again with a new consumer after a failure. */
abstract class AlertTopicLoop implements AutoCloseable {
  static final Duration POLL = Duration.ofMillis(250);
  private static final Logger LOG = LoggerFactory.getLogger(AlertTopicLoop.class);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

  private final PeriodicTask task;
  private volatile Consumer<String, byte[]> consumer;

  AlertTopicLoop(String name) {
    this.task = new PeriodicTask("alert-" + name, RETRY_PAUSE, this::consume);
  }

  void start() {
    task.start();
  }

  abstract Consumer<String, byte[]> open();

  /** The partition is this consumer's from now on. */
  abstract void begin(Consumer<String, byte[]> reader);

  /** Reads new records; called again and again, also without the partition. */
  abstract void step(Consumer<String, byte[]> reader);

  /** The assignment has changed, and the partition is another consumer's. */
  void assignedElsewhere() {}

  void revoked() {}

  private void consume() {
    Consumer<String, byte[]> reader = open();
    consumer = reader;
    try {
      join(reader);
      while (!task.isStopping()) {
        step(reader);
      }
    } catch (WakeupException e) {
      LOG.debug("woken up");
    } finally {
      consumer = null;
      revoked();
      close(reader);
    }
  }

  void join(Consumer<String, byte[]> reader) {
    ConsumerRebalanceListener assignments =
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.contains(AlertRecordCodec.PARTITION)) {
              begin(reader);
            } else {
              assignedElsewhere();
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            revoked();
          }
        };
    reader.subscribe(List.of(AlertRecordCodec.PARTITION.topic()), assignments);
  }

  /** Leaves the group, so that another console takes over at once. */
  private static void close(Consumer<String, byte[]> reader) {
    try {
      reader.close(CloseOptions.timeout(AlertClientFactory.CLOSE_TIMEOUT));
    } catch (KafkaException e) {
      LOG.debug("a consumer did not end well", e);
    }
  }

  @Override
  public void close() {
    task.stop();
    Consumer<String, byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    task.close();
  }
}
