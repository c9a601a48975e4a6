// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.event.AlertEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes alerts to the alert topic, in order. While Kafka does not accept them, it hands them to
 * the channels directly; when Kafka is reachable again, it writes them with the names of the
 * channels that already delivered them. Confined to one thread.
 */
final class AlertTopicWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertTopicWriter.class);
  private static final int CALL_SECONDS = 6;

  /** The most alerts that wait for Kafka; few arise during an outage of Kafka. */
  private static final int MAX_PENDING = 1_000;

  private final KafkaSettings kafka;
  private final List<AlertChannelConsumer> channels;
  private final Deque<PendingAlertWrite> unwritten = new ArrayDeque<>();
  private final Counter notKept;
  private final Counter notHandedOut;

  private volatile int lostAlerts;

  private Producer<String, byte[]> producer;

  static final class PendingAlertWrite {
    final AlertEvent event;
    final Set<String> deliveredBy = ConcurrentHashMap.newKeySet();
    private boolean handedOut;
    private boolean lost;

    PendingAlertWrite(AlertEvent event) {
      this.event = event;
    }
  }

  AlertTopicWriter(
      KafkaSettings kafka, List<AlertChannelConsumer> channels, MeterRegistry metrics) {
    this.kafka = kafka;
    this.channels = channels;
    this.notKept = counter(metrics, "topic");
    this.notHandedOut = counter(metrics, "channel");
  }

  private static Counter counter(MeterRegistry metrics, String where) {
    return Counter.builder("alerts.dropped")
        .description("Alerts that were not kept for the topic, or not handed to a channel")
        .tag("where", where)
        .register(metrics);
  }

  /** Alerts that were not kept, or not handed to a channel, since Kafka last accepted all. */
  int lostAlerts() {
    return lostAlerts;
  }

  void add(List<AlertEvent> events) {
    for (AlertEvent event : events) {
      if (unwritten.size() >= MAX_PENDING) {
        PendingAlertWrite one = new PendingAlertWrite(event);
        countLost(one);
        notKept.increment();
        LOG.error(
            "[MONITOR] alert delivered, but not stored: too many wait for Kafka id={}", event.id());
        handOut(one);
      } else {
        unwritten.addLast(new PendingAlertWrite(event));
      }
    }
  }

  List<AlertEvent> waiting() {
    return unwritten.stream().map(one -> one.event).toList();
  }

  boolean isDone() {
    return unwritten.isEmpty();
  }

  /** Writes the waiting alerts if Kafka is reachable; blocks a few seconds at most. */
  void write(boolean kafkaUp) {
    while (kafkaUp && !unwritten.isEmpty() && tryWrite(unwritten.peekFirst())) {
      unwritten.removeFirst();
    }
    if (unwritten.isEmpty()) {
      lostAlerts = 0;
    }
    for (PendingAlertWrite one : unwritten) {
      if (!one.handedOut) {
        handOut(one);
      }
    }
  }

  private void handOut(PendingAlertWrite one) {
    one.handedOut = true;
    for (AlertChannelConsumer channel : channels) {
      if (!channel.deliverDirectly(one)) {
        countLost(one);
        notHandedOut.increment();
        LOG.error("[MONITOR] alert not handed to a channel: too many wait id={}", one.event.id());
      }
    }
  }

  private void countLost(PendingAlertWrite one) {
    if (!one.lost) {
      one.lost = true;
      lostAlerts++;
    }
  }

  private boolean tryWrite(PendingAlertWrite one) {
    try {
      if (producer == null) {
        producer = AlertClientFactory.producer(kafka);
      }
      producer
          .send(AlertRecordCodec.write(one.event, one.deliveredBy))
          .get(CALL_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("[MONITOR] alert not written yet id={}: {}", one.event.id(), e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(AlertClientFactory.CLOSE_TIMEOUT);
    }
  }
}
