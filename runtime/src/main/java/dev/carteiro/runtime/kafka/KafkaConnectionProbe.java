// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import org.apache.kafka.clients.consumer.Consumer;

/** Tells from a consumer's metrics whether it has any connection to Kafka. */
public final class KafkaConnectionProbe {
  private KafkaConnectionProbe() {}

  public static boolean isDisconnected(Consumer<?, ?> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("connection-count"))
        .filter(metric -> metric.metricName().group().equals("consumer-metrics"))
        .anyMatch(
            metric ->
                metric.metricValue() instanceof Number connections
                    && connections.doubleValue() == 0);
  }
}
