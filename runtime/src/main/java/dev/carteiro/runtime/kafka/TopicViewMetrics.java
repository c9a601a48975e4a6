// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.contract.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** Registers the metrics of views of compacted topics. */
public final class TopicViewMetrics {
  /** Number of keys whose newest record cannot be parsed; above 0 an alert fires. */
  public static final String UNREADABLE = "view.unreadable.records";

  private TopicViewMetrics() {}

  public static void register(
      MeterRegistry registry, String role, Topic topic, IntSupplier unreadable) {
    Gauge.builder(UNREADABLE, unreadable, IntSupplier::getAsInt)
        .description("Keys whose newest record cannot be read; an earlier value is in force")
        .tag("role", role)
        .tag("topic", topic.topicName())
        .strongReference(true)
        .register(registry);
  }
}
